import fs, { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { moveJournal } from '../../src/journal/sqlite/move-journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { appendEvents } from './append-events.ts';

let folder: string;
let from: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-move-'));
  from = join(folder, 'from');
  mkdirSync(from);
  const journal = await openSqliteJournal(from);
  await appendEvents(journal, 3);
  await journal.close();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  rmSync(folder, { recursive: true });
});

async function lastSequence(): Promise<number> {
  const journal = await openSqliteJournal(folder);
  await journal.close();
  return journal.lastSequence;
}

test('a journal is moved with its record', async () => {
  moveJournal(from, folder);
  expect(existsSync(join(from, 'journal.tail'))).toBe(false);
  expect(await lastSequence()).toBe(3);
});

test.each([
  ['before the database is moved', 0, 0],
  ['after the database is moved', 1, 3],
])('a process that ends %s leaves a journal that can be opened', async (_, moves, sequence) => {
  let done = 0;
  const rename = fs.renameSync;
  vi.spyOn(fs, 'renameSync').mockImplementation((...paths) => {
    if (done++ === moves) throw new Error('killed');
    rename(...paths);
  });
  syncBuiltinESMExports();
  expect(() => moveJournal(from, folder)).toThrow('killed');
  expect(await lastSequence()).toBe(sequence);
});
