import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inTransaction } from '../../src/storage/transaction.ts';
import { SmallDisk } from '../faults/small-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-transaction-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'test.db'));
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE rows (bytes BLOB) STRICT');
  return database;
}

const countOf = (database: DatabaseSync) => database.prepare('SELECT count(*) AS value FROM rows').get();

test('what fails halfway has not happened, and the next one can', () => {
  const database = open();
  const insert = () => database.exec('INSERT INTO rows VALUES (zeroblob(10))');
  const fail = () => {
    insert();
    throw new Error('no more');
  };
  expect(() => inTransaction(database, fail)).toThrow('no more');
  inTransaction(database, insert);
  expect(countOf(database)).toEqual({ value: 1 });
  database.close();
});

test('what there is no room for says so, and works once there is', ({ skip }) => {
  const disk = SmallDisk.mount(folder, 2 ** 21);
  if (disk === undefined) return skip('only who may mount can make a small disk');
  try {
    const database = open();
    const insert = () => database.exec('INSERT INTO rows VALUES (zeroblob(200000))');
    disk.fill(100_000);
    expect(() => inTransaction(database, insert)).toThrow('database or disk is full');
    disk.empty();
    inTransaction(database, insert);
    expect(countOf(database)).toEqual({ value: 1 });
    database.close();
  } finally {
    disk.unmount();
  }
});
