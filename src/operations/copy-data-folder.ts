import { isDeepStrictEqual } from 'node:util';
import { copyCredentials } from '../auth/copy-credentials.ts';
import type { StoredBatch } from '../journal/journal.ts';
import { copyJournal } from '../journal/sqlite/copy-journal.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import { JournalFold, type JournalTotals } from '../recovery/journal-fold.ts';
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
 * Copies what cannot be made again, the journal and the passwords, into a folder that has neither; and reads the journal back from
 * there. Works beside a running exchange, and then copies what was committed when it began.
 *
 * @returns what the journal that was copied comes to.
 * @throws DamagedError with the place, when anything is not as it was written.
 */
export function copyDataFolder(from: string, to: string, options: CopyOptions): JournalTotals {
  const { onProgress } = options;
  const journal = openSqliteJournalReader(from);
  const { lastSequence } = journal;
  const epoch = options.epoch ?? journal.epoch;
  const fold = new JournalFold(journal.epoch);
  const total = 2 * lastSequence;
  try {
    copyJournal(
      watched(journal.read(0), (batch) => {
        fold.add(batch);
        onProgress(batch.lastSequence, total);
      }),
      epoch,
      to,
    );
  } finally {
    journal.close();
  }
  // After the journal: the password of a party is stored before the party is.
  copyCredentials(from, to);
  const totals = fold.totals();
  const readBack = verifyDataFolder(to, (done) => onProgress(lastSequence + done, total));
  if (isDeepStrictEqual(readBack, { ...totals, epoch, snapshots: 0 })) return totals;
  throw new DamagedError('The copy does not come to the same as what was copied', { file: to });
}

function* watched(batches: Iterable<StoredBatch>, see: (batch: StoredBatch) => void): Generator<StoredBatch> {
  for (const batch of batches) {
    see(batch);
    yield batch;
  }
}
