import { existsSync } from 'node:fs';
import { checkedEnd, readTail } from '../../storage/tail-file.ts';
import type { Beginning, StoredBatch } from '../journal.ts';
import { JournalVersionError } from '../journal-errors.ts';
import { BatchReader } from './batch-reader.ts';
import { journalFiles } from './journal-files.ts';
import { isBlank } from './schema.ts';

/** The journal as it was when the reader was opened. */
export interface JournalReader {
  /** As `Journal.epoch`. */
  readonly epoch: number;
  /** As `Journal.beginning`. */
  readonly beginning: Beginning | undefined;
  readonly lastSequence: number;
  /** As `Journal.lastTimeNs`. */
  readonly lastTimeNs: bigint;
  /** As `Journal.read`. */
  read(afterSequence: number): Iterable<StoredBatch>;
  close(): void;
}

/**
 * Opens the journal of a data folder for reading, also while another process writes it. Throws as `openSqliteJournal` does, and
 * a JournalVersionError if there is no journal.
 */
export function openSqliteJournalReader(directory: string): JournalReader {
  const files = journalFiles(directory);
  const { databaseFile, tailFile } = files;
  if (!existsSync(databaseFile)) throw new JournalVersionError(databaseFile, 'does not exist');
  const tail = readTail(tailFile);
  const reader = new BatchReader(databaseFile);
  try {
    const lastSequence = checkedEnd(files, reader.lastSequence, tail);
    return {
      epoch: reader.epoch,
      beginning: reader.beginning,
      lastSequence,
      // Looked up when it is asked for: it decodes the last batch, which may be damaged.
      get lastTimeNs() {
        return reader.lastTime().timeNs;
      },
      read: (afterSequence) => reader.batches(afterSequence, () => lastSequence),
      close: () => reader.close(),
    };
  } catch (error) {
    reader.close();
    throw error;
  }
}

/** Where the journal of a data folder begins: undefined for event 1. */
export function journalBeginning(directory: string): Beginning | undefined {
  const { databaseFile } = journalFiles(directory);
  if (isBlank(databaseFile)) return undefined;
  const reader = new BatchReader(databaseFile);
  try {
    return reader.beginning;
  } finally {
    reader.close();
  }
}
