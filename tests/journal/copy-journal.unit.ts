import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredBatch } from '../../src/journal/journal.ts';
import { copyJournal } from '../../src/journal/sqlite/copy-journal.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { appendEvents } from './append-events.ts';

const EPOCH = 1_790_000_000_000_000;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'redleaf-copy-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** No batch; a copy does not look into one. */
const bytesOf = (batch: number) => Buffer.alloc(2 ** 20, 64 + batch);

/** More than one transaction takes. */
function* batches(count: number): Generator<StoredBatch> {
  for (let i = 0; i < count; i++) {
    yield { firstSequence: i * 3 + 1, lastSequence: i * 3 + 3, bytes: bytesOf(i) };
  }
}

test('a copy has every batch, in one file that needs no log', () => {
  copyJournal(batches(40), EPOCH, directory);
  expect(readdirSync(directory).sort()).toEqual(['journal.db', 'journal.tail']);
  const reader = openSqliteJournalReader(directory);
  expect(reader.epoch).toBe(EPOCH);
  expect(reader.lastSequence).toBe(120);
  let read = 0;
  for (const batch of reader.read(0)) {
    expect(batch.firstSequence).toBe(read * 3 + 1);
    expect(Buffer.compare(batch.bytes, bytesOf(read))).toBe(0);
    read += 1;
  }
  expect(read).toBe(40);
  reader.close();
  expect(readdirSync(directory).sort()).toEqual(['journal.db', 'journal.tail']);
});

test('a copy can be gone on with', async () => {
  copyJournal([], EPOCH, directory);
  const journal = await openSqliteJournal(directory);
  expect(journal).toMatchObject({ epoch: EPOCH, lastSequence: 0 });
  await appendEvents(journal, 3);
  await journal.close();
  const reader = openSqliteJournalReader(directory);
  expect(reader.lastSequence).toBe(3);
  reader.close();
});

test('a journal whose log was being turned off by a process that was killed can be read', () => {
  copyJournal(batches(2), EPOCH, directory);
  const killed = join(directory, 'killed');
  mkdirSync(killed);
  const writer = new DatabaseSync(join(directory, 'journal.db'));
  // A transaction with more pages than its cache holds writes them early, and what they were before into a journal.
  writer.exec(
    'PRAGMA cache_size = 1; BEGIN; CREATE TABLE more (bytes); INSERT INTO more VALUES (zeroblob(100000))',
  );
  writer.exec('UPDATE batches SET bytes = zeroblob(9)');
  for (const name of ['journal.db', 'journal.db-journal', 'journal.tail']) {
    copyFileSync(join(directory, name), join(killed, name));
  }
  writer.exec('ROLLBACK');
  writer.close();
  const reader = openSqliteJournalReader(killed);
  const read = [...reader.read(0)];
  expect(read.map(({ bytes }, batch) => Buffer.compare(bytes, bytesOf(batch)))).toEqual([0, 0]);
  reader.close();
  expect(existsSync(join(killed, 'journal.db-journal'))).toBe(false);
});
