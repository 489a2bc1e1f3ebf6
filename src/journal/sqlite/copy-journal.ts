import type { DatabaseSync } from 'node:sqlite';
import { openPrivateDatabase } from '../../storage/private-files.ts';
import { TailFile } from '../../storage/tail-file.ts';
import type { Beginning, StoredBatch } from '../journal.ts';
import { batchChecksum } from './batch-checksum.ts';
import { journalFiles } from './journal-files.ts';
import { createSchema, INSERT_BATCH } from './schema.ts';

/** Bytes of one transaction: each commit waits for the disk. */
const TRANSACTION_BYTES = 16 * 2 ** 20;

/**
 * Makes a journal of this epoch from batches that begin with the first event or right after `beginning`, in a folder without a
 * journal. The journal is durable when this returns, and incomplete before. It has no log beside it, so it can be read from a
 * read-only disk.
 */
export function copyJournal(
  batches: Iterable<StoredBatch>,
  epoch: number,
  directory: string,
  beginning?: Beginning,
): void {
  const { databaseFile, tailFile } = journalFiles(directory);
  const database = openPrivateDatabase(databaseFile);
  let lastSequence = beginning?.afterSequence ?? 0;
  try {
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL');
    createSchema(database, epoch, beginning);
    lastSequence = insertAll(database, batches) ?? lastSequence;
  } finally {
    database.close();
  }
  new TailFile(tailFile, lastSequence).close();
}

/** @returns the sequence of the last event; undefined for none. */
function insertAll(database: DatabaseSync, batches: Iterable<StoredBatch>): number | undefined {
  const insert = database.prepare(INSERT_BATCH);
  let last: number | undefined;
  let uncommittedBytes = 0;
  database.exec('BEGIN');
  for (const { firstSequence, lastSequence, bytes } of batches) {
    insert.run(firstSequence, lastSequence, batchChecksum(bytes, firstSequence, lastSequence), bytes);
    last = lastSequence;
    uncommittedBytes += bytes.length;
    if (uncommittedBytes < TRANSACTION_BYTES) continue;
    database.exec('COMMIT; BEGIN');
    uncommittedBytes = 0;
  }
  database.exec('COMMIT');
  return last;
}
