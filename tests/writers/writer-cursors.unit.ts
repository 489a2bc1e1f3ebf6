import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { writerCursors } from '../../src/writers/writer-cursors.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { runToEnd } from './run-writer.ts';
import { TestMarket } from './test-market.ts';

let folder: string;
let last: number;
let epoch: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-cursors-'));
  const market = await TestMarket.open(folder);
  await market.trade(50);
  last = market.lastSequence;
  await market.close();
  const journal = openSqliteJournalReader(folder);
  epoch = journal.epoch;
  journal.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const settings = (own: Readonly<Record<string, string>>) => loadConfig({ DATA_DIR: folder, ...own });

test('a writer that is set counts from the start, and one that has left something counts still', async () => {
  expect(await writerCursors(settings({ HISTORY: 'false' }), epoch)).toEqual([]);
  const config = settings({ WRITERS: 'csv,multicast', ...(await multicastSettings()) });
  const names = ['history', 'csv', 'multicast'] as const;
  expect(await writerCursors(config, epoch)).toEqual(names.map((writer) => ({ writer, sequence: 0 })));
  for (const name of names) await runToEnd(await createWriter(name, config), folder, last);
  const atTheEnd = names.map((writer) => ({ writer, sequence: last }));
  expect(await writerCursors(config, epoch)).toEqual(atTheEnd);
  expect(await writerCursors(settings({ HISTORY: 'false' }), epoch)).toEqual(atTheEnd);
  // Of another history they have nothing.
  expect(await writerCursors(config, epoch + 1)).toEqual(names.map((writer) => ({ writer, sequence: 0 })));
});
