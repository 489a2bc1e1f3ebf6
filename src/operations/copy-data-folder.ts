import { isDeepStrictEqual } from 'node:util';
import { copyCredentials } from '../auth/copy-credentials.ts';
import type { StoredBatch } from '../journal/journal.ts';
import { copySnapshot } from '../journal/snapshot-file.ts';
import { copyJournal } from '../journal/sqlite/copy-journal.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import { JournalFold, type JournalTotals } from '../recovery/journal-fold.ts';
import { firstSnapshot, restoreBeginning } from '../recovery/restore-beginning.ts';
import { verifyDataFolder } from '../recovery/verify.ts';
import { DamagedError } from '../storage/damaged-error.ts';

/** Each event counts twice: when it is copied, and when it is read back. */
export type OnProgress = (done: number, total: number) => void;

interface CopyOptions {
  /** Epoch of the copy; that of the original by default. */
  readonly epoch?: number;
  readonly onProgress: OnProgress;
}

/**
 * Copies the journal, its first snapshot and the passwords into a folder that has none of them. Then it reads the copy of the
 * journal back. While an exchange runs, it copies the events that were committed at the start of the copy.
 *
 * @returns the totals of the copied journal.
 * @throws DamagedError with the place of any damage.
 */
export function copyDataFolder(from: string, to: string, options: CopyOptions): JournalTotals {
  const { onProgress } = options;
  const journal = openSqliteJournalReader(from);
  const { lastSequence, beginning } = journal;
  const epoch = options.epoch ?? journal.epoch;
  const beginsAfter = beginning?.afterSequence ?? 0;
  const count = lastSequence - beginsAfter;
  const total = 2 * count;
  let totals: JournalTotals;
  try {
    const fold = new JournalFold(journal, restoreBeginning(from, beginning));
    const batches = tap(journal.read(beginsAfter), (batch) => {
      fold.add(batch);
      onProgress(batch.lastSequence - beginsAfter, total);
    });
    copyJournal(batches, epoch, to, beginning);
    if (beginning !== undefined) copySnapshot(firstSnapshot(from, beginning), to);
    totals = fold.totals();
  } finally {
    journal.close();
  }
  // Copy the passwords after the journal: a party's password is stored before its event, so the copy has both.
  copyCredentials(from, to);
  const readBack = verifyDataFolder(to, (done) => onProgress(count + done - beginsAfter, total));
  const snapshots = beginning === undefined ? 0 : 1;
  if (isDeepStrictEqual(readBack, { ...totals, epoch, beginning, snapshots })) return totals;
  throw new DamagedError('The copy differs from the original', { file: to });
}

/** Calls `onBatch` for each batch on its way. */
function* tap(batches: Iterable<StoredBatch>, onBatch: (batch: StoredBatch) => void): Generator<StoredBatch> {
  for (const batch of batches) {
    onBatch(batch);
    yield batch;
  }
}
