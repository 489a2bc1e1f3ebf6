import { rmSync } from 'node:fs';
import type { Beginning, StoredBatch } from '../journal/journal.ts';
import { copySnapshot, type SnapshotFile } from '../journal/snapshot-file.ts';
import { copyJournal } from '../journal/sqlite/copy-journal.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import { replaceJournal } from '../journal/sqlite/replace-journal.ts';
import { type Verification, verifyDataFolder } from '../recovery/verify.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { makeFolder } from '../storage/durable-folder.ts';
import { archiveFolder } from './archive-folder.ts';

/** Another journal of the same history, which begins earlier or later. */
interface Rewritten {
  readonly beginning: Beginning | undefined;
  /** Of the event that it begins after, when it does not begin with event 1. */
  readonly snapshot: SnapshotFile | undefined;
  /** Its events that the journal lacks. */
  readonly older: Iterable<StoredBatch>;
  /** Then come those of the journal after this one. */
  readonly after: number;
}

/**
 * Puts another journal of the same history in place of that of a data folder, once it is durable and was read back: a crash leaves
 * the one or the other. The folder must be locked, and have the snapshot already that the other journal begins with.
 *
 * @param before what the journal comes to now.
 * @returns what the other one comes to.
 * @throws DamagedError when the other one does not come to the same.
 */
export function rewriteJournal(
  dataDir: string,
  { beginning, snapshot, older, after }: Rewritten,
  before: Verification,
  onProgress: (sequence: number, last: number) => void,
): Verification {
  const folder = archiveFolder(dataDir);
  rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
  // Closed before it is replaced.
  const journal = openSqliteJournalReader(dataDir);
  try {
    copyJournal(both(older, journal.read(after)), journal.epoch, folder, beginning);
  } finally {
    journal.close();
  }
  if (snapshot !== undefined) copySnapshot(snapshot, folder);
  const rewritten = verifyDataFolder(folder, onProgress);
  const isSame =
    rewritten.stateHash === before.stateHash &&
    rewritten.clientOrderIdsHash === before.clientOrderIdsHash &&
    rewritten.lastSequence === before.lastSequence &&
    rewritten.lastTimeNs === before.lastTimeNs;
  if (!isSame) {
    throw new DamagedError('The new journal does not come to the same as the journal', { file: folder });
  }
  replaceJournal(folder, dataDir);
  rmSync(folder, { recursive: true });
  return rewritten;
}

function* both(first: Iterable<StoredBatch>, second: Iterable<StoredBatch>): Generator<StoredBatch> {
  yield* first;
  yield* second;
}
