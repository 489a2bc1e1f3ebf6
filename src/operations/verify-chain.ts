import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { type Verification, verifyDataFolder } from '../recovery/verify.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { readArchiveManifest, verifyArchive } from './archive-manifest.ts';

/** A part of the history: an archive or the data folder. */
interface Part {
  readonly directory: string;
  readonly found: Verification;
}

/** An archive is missing, or one belongs to another history. */
export class BrokenChainError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BrokenChainError';
  }
}

/**
 * Replays all archives from event 1, and then the data folder. Each part must begin where the one before it ends, with the
 * same state.
 *
 * @param archives in any order.
 * @returns result of verifying the data folder.
 * @throws BrokenChainError when an archive is missing, and DamagedError with the place of any damage.
 */
export function verifyChain(
  archives: readonly string[],
  dataDir: string,
  onProgress: (sequence: number, last: number) => void,
): Verification {
  const inOrder = archives
    .map((directory) => ({ directory, first: readArchiveManifest(directory).first_sequence }))
    .sort((a, b) => a.first - b.first);
  let before: Part | undefined;
  for (const { directory } of inOrder) {
    const part = { directory, found: verifyArchive(directory, onProgress) };
    checkContinues(before, part);
    before = part;
  }
  const found = verifyDataFolder(dataDir, onProgress);
  checkContinues(before, { directory: dataDir, found });
  return found;
}

/** @throws BrokenChainError when a part does not begin where the one before it ends, and DamagedError when their states differ. */
export function checkContinues(before: Part | undefined, { directory, found }: Part): void {
  const { beginning } = found;
  const end = before?.found.lastSequence ?? 0;
  const begin = beginning?.afterSequence ?? 0;
  if (begin !== end) {
    const which = beginning === undefined ? '' : `; the archive before it was made in ${beginning.archive}`;
    const reached = before === undefined ? 'nothing comes before it' : `${before.directory} ends at ${end}`;
    throw new BrokenChainError(`${directory} begins with event ${begin + 1}, but ${reached}${which}`);
  }
  if (before === undefined || beginning === undefined) return;
  const { market, clientOrderIds } = beginning.hashes;
  const isSame =
    market === before.found.stateHash &&
    clientOrderIds === before.found.clientOrderIdsHash &&
    beginning.timeNs === before.found.lastTimeNs;
  if (isSame) return;
  throw new DamagedError(`The journal does not begin with the state at the end of ${before.directory}`, {
    file: journalFiles(directory).databaseFile,
    sequence: begin,
  });
}
