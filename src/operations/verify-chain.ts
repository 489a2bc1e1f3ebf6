import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { type Verification, verifyDataFolder } from '../recovery/verify.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { readArchiveManifest, verifyArchive } from './archive-manifest.ts';

/** A part of a history: an archive, or the data folder. */
interface Part {
  readonly directory: string;
  readonly found: Verification;
}

/** Some archive is missing, or one is there that belongs to another history. */
export class BrokenChainError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BrokenChainError';
  }
}

/**
 * Replays archives and then the data folder that goes on from the last of them, from event 1 on. Where one ends, the next must
 * begin, with the same state.
 *
 * @param archives in any order.
 * @returns what the data folder comes to.
 * @throws BrokenChainError when an archive is missing, and DamagedError with the place for anything that is not as it was written.
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
    checkSeam(before, part);
    before = part;
  }
  const found = verifyDataFolder(dataDir, onProgress);
  checkSeam(before, { directory: dataDir, found });
  return found;
}

/** @throws BrokenChainError, and DamagedError when the state where the one ends is not that with which the next begins. */
export function checkSeam(before: Part | undefined, { directory, found }: Part): void {
  const { beginning } = found;
  const end = before?.found.lastSequence ?? 0;
  const begin = beginning?.afterSequence ?? 0;
  if (begin !== end) {
    const which = beginning === undefined ? '' : `; the one before it was made in ${beginning.archive}`;
    const reached = before === undefined ? 'nothing comes before it' : `${before.directory} ends at ${end}`;
    throw new BrokenChainError(`${directory} begins with event ${begin + 1} and ${reached}${which}`);
  }
  if (before === undefined || beginning === undefined) return;
  const { market, clientOrderIds } = beginning.hashes;
  const isSame =
    market === before.found.stateHash &&
    clientOrderIds === before.found.clientOrderIdsHash &&
    beginning.timeNs === before.found.lastTimeNs;
  if (isSame) return;
  throw new DamagedError(`It does not begin with the state that ${before.directory} ends with`, {
    file: journalFiles(directory).databaseFile,
    sequence: begin,
  });
}
