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

/** Of so many events how many are done. Each counts twice: when it is copied, and when it is read back. */
export type OnProgress = (done: number, total: number) => void;

interface CopyOptions {
  /** Of the copy; that of the journal if not set. */
  readonly epoch?: number;
  readonly onProgress: OnProgress;
}

/**
 * Copies what cannot be made again, the journal with what it begins with and the passwords, into a folder that has neither; and reads the journal back from
 * there. Works beside a running exchange, and then copies what was committed when it began.
 *
 * @returns what the journal that was copied comes to.
 * @throws DamagedError with the place, when anything is not as it was written.
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
    const batches = watched(journal.read(beginsAfter), (batch) => {
      fold.add(batch);
      onProgress(batch.lastSequence - beginsAfter, total);
    });
    copyJournal(batches, epoch, to, beginning);
    if (beginning !== undefined) copySnapshot(firstSnapshot(from, beginning), to);
    totals = fold.totals();
  } finally {
    journal.close();
  }
  // After the journal: the password of a party is stored before the party is.
  copyCredentials(from, to);
  const readBack = verifyDataFolder(to, (done) => onProgress(count + done - beginsAfter, total));
  const snapshots = beginning === undefined ? 0 : 1;
  if (isDeepStrictEqual(readBack, { ...totals, epoch, beginning, snapshots })) return totals;
  throw new DamagedError('The copy does not come to the same as what was copied', { file: to });
}

function* watched(batches: Iterable<StoredBatch>, see: (batch: StoredBatch) => void): Generator<StoredBatch> {
  for (const batch of batches) {
    see(batch);
    yield batch;
  }
}
