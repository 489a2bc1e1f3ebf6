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

/** A new journal of the same history, with an earlier or later first event. */
interface NewJournal {
  readonly beginning: Beginning | undefined;
  /** Snapshot at the beginning; undefined if the new journal begins with event 1. */
  readonly snapshot: SnapshotFile | undefined;
  /** Events that the current journal does not have. */
  readonly older: Iterable<StoredBatch>;
  /** The events of the current journal after this sequence follow. */
  readonly after: number;
}

/**
 * Replaces the journal of a data folder by a new one of the same history, after the new one is durable and was read back. A
 * crash leaves the old journal or the new one. The caller holds the lock of the folder, which already has the snapshot of the
 * new beginning.
 *
 * @param before result of verifying the current journal.
 * @returns result of verifying the new one.
 * @throws DamagedError when the two results differ.
 */
export function rewriteJournal(
  dataDir: string,
  { beginning, snapshot, older, after }: NewJournal,
  before: Verification,
  onProgress: (sequence: number, last: number) => void,
): Verification {
  const folder = archiveFolder(dataDir);
  rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
  // Close the journal before it is replaced.
  const journal = openSqliteJournalReader(dataDir);
  try {
    copyJournal(concat(older, journal.read(after)), journal.epoch, folder, beginning);
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
    throw new DamagedError('The new journal differs from the old one', { file: folder });
  }
  replaceJournal(folder, dataDir);
  rmSync(folder, { recursive: true });
  return rewritten;
}

function* concat(first: Iterable<StoredBatch>, second: Iterable<StoredBatch>): Generator<StoredBatch> {
  yield* first;
  yield* second;
}
