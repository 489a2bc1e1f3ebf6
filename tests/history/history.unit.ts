import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CandleInterval } from '../../src/domain/candle.ts';
import { Side } from '../../src/domain/order.ts';
import { HistoryPages } from '../../src/history/history-pages.ts';
import { HistoryReader } from '../../src/history/history-reader.ts';
import { HistoryStore } from '../../src/history/history-store.ts';
import { HistoryWriter } from '../../src/history/history-writer.ts';
import { Threads } from '../../src/threads/threads.ts';
import { LoggedLines } from '../auth/logged-lines.ts';
import { limit } from '../exchange/test-exchange.ts';
import { frameOf, order } from '../writers/frames.ts';
import { executed, someCommands } from '../writers/mongo-events.ts';
import { everyKind, framesOf } from '../writers/write-commands.ts';
import { EVERYTHING, HistoryFolder } from './history-folder.ts';

let folder: HistoryFolder;
let file: string;

beforeEach(() => {
  folder = new HistoryFolder();
  file = join(folder.directory, 'history.db');
});
afterEach(() => folder[Symbol.dispose]());

const ALICE = { ...EVERYTHING, partyNumber: 1 };

test.each([
  ['at once', 10_000],
  ['frame by frame', 1],
])('keeps every order as the views know it after its last event, written %s', async (_how, groupSize) => {
  const { frames, orders } = await executed(someCommands(400, 1));
  const store = new HistoryStore(folder.directory);
  for (let start = 0; start < frames.length; start += groupSize) {
    store.write(frames.slice(start, start + groupSize));
  }
  store.close();
  const kept = folder.read((pages) =>
    [1, 2].flatMap((partyNumber) => pages.orders({ ...EVERYTHING, partyNumber }).rows),
  );
  expect(kept.length).toBeGreaterThan(100);
  const known = orders.map(({ orderId, terms, progress }) => ({ orderId, terms, progress }));
  expect(kept.sort((a, b) => a.orderId - b.orderId)).toEqual(known.sort((a, b) => a.orderId - b.orderId));
});

test('a trade is two fills, also for whoever trades with themselves', async () => {
  const frames = (await framesOf(everyKind())).flat();
  folder.write(frames);
  const trade = { instrumentId: 1, aggressorSide: Side.Buy, price: 105 };
  expect(folder.read((pages) => pages.fills({ ...ALICE, partyNumber: 2 }).rows)).toMatchObject([
    { fillId: 2, isMaker: false, trade: { tradeId: 1, price: 100, makerOrderId: 1, takerOrderId: 3 } },
    { fillId: 4, isMaker: false, trade: { ...trade, tradeId: 2, quantity: 10 } },
    { fillId: 6, isMaker: false, trade: { ...trade, tradeId: 3, quantity: 30 } },
  ]);
  const [maker, taker] = [order({ orderId: 7, side: Side.Sell }), order({ orderId: 8 })];
  const self = { kind: 'orderTraded', price: 1, quantity: 1, maker, taker } as const;
  folder.write([frameOf(1_000, 1n, { ...self, tradeId: 4 })]);
  expect(folder.read((pages) => pages.fills({ ...ALICE, isNewestFirst: true }).rows)).toMatchObject([
    { fillId: 9, isMaker: true },
    { fillId: 8, isMaker: false },
    { fillId: 7, isMaker: true },
    { fillId: 5, isMaker: true },
    { fillId: 3, isMaker: true },
  ]);
});

test('what happens between two pages is in none that is newest first', async () => {
  const frames = (await framesOf([90, 95, 100].map((price) => limit('buy', price, 10)))).flat();
  const store = new HistoryStore(folder.directory);
  const page = (after: number) =>
    folder.read((pages) => pages.orders({ ...ALICE, isNewestFirst: true, after, limit: 1 }));
  store.write(frames.slice(0, 5));
  const first = page(0);
  store.write(frames);
  const second = page(first.rows[0]?.orderId ?? 0);
  expect(first.rows[0]?.orderId).toBe(2);
  expect(second.rows[0]?.orderId).toBe(1);
  expect([first.sequence, second.sequence]).toEqual([7, 9]);
  store.close();
});

test('no list is ever sorted or scanned', () => {
  folder.write([]);
  const prepared = new Set<string>();
  class Watched extends DatabaseSync {
    override prepare(sql: string): StatementSync {
      prepared.add(sql);
      return super.prepare(sql);
    }
  }
  const database = new Watched(file);
  const pages = new HistoryPages(database);
  for (const table of ['trades', 'orders']) {
    const columns = new DatabaseSync(file).prepare(`PRAGMA table_info(${table})`).all();
    database.exec(`INSERT INTO ${table} VALUES (${columns.map(() => 1).join()})`);
  }
  for (const instrumentId of [0, 1]) {
    for (const isNewestFirst of [false, true]) {
      const query = { ...ALICE, instrumentId, isNewestFirst, fromTimeNs: 0n, toTimeNs: 2n };
      expect(pages.trades(query).rows).toHaveLength(1);
      expect(pages.orders(query).rows).toHaveLength(1);
      if (instrumentId !== 0) expect(pages.ordersOfInstrument(query).rows).toHaveLength(1);
      expect(pages.fills(query).rows).toHaveLength(2);
      expect(pages.candles({ ...query, interval: CandleInterval.Day }).rows).toEqual([]);
    }
  }
  const plans = [...prepared]
    .filter((sql) => !sql.includes('FROM cursor'))
    .map((sql) => ({ sql, plan: planOf(database, sql) }));
  expect(plans.length).toBeGreaterThanOrEqual(4 * 4);
  for (const { sql, plan } of plans) {
    expect(plan, sql).toMatch(/SEARCH/);
    expect(plan, sql).not.toMatch(/SCAN|TEMP B-TREE/);
  }
  database.close();
});

function planOf(database: DatabaseSync, sql: string): string {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  return plan.map(({ detail }) => detail).join('\n');
}

test.each([
  [
    'bytes that are no database',
    () => writeFileSync(file, 'x'.repeat(10_000)),
    /not a database.*history\.db/,
  ],
  [
    'a database of someone else',
    () => new DatabaseSync(file).exec('CREATE TABLE mine (id INTEGER)'),
    /history\.db is a SQLite database, but not a history of this exchange/,
  ],
  [
    'a history of another version',
    () => {
      folder.write([]);
      new DatabaseSync(file).exec('PRAGMA user_version = 9; PRAGMA wal_checkpoint(TRUNCATE)');
    },
    /history\.db has schema version 9.*knows only 8: remove it/,
  ],
])('%s are refused, and stay as they are', async (_what, make, message) => {
  make();
  const before = readFileSync(file);
  await expect(new HistoryWriter(folder.directory).open()).rejects.toThrow(message);
  const reader = new HistoryReader(folder.directory, 1, new Threads(new LoggedLines()));
  await expect(reader.read('trades', EVERYTHING)).rejects.toThrow(message);
  expect(readFileSync(file)).toEqual(before);
  // After it is removed, it is made again.
  rmSync(file);
  folder.write((await framesOf(everyKind())).flat());
  expect((await reader.read('trades', EVERYTHING)).rows).toHaveLength(3);
  await reader.close();
});

test('a page that is damaged fails the writer, which names the file', async () => {
  const frames = (await framesOf(everyKind())).flat();
  folder.write(frames.slice(0, 7));
  const bytes = readFileSync(file);
  // Damages all pages except the first one, which identifies the file.
  bytes.fill(0xff, 8_192);
  writeFileSync(file, bytes);
  await expect(new HistoryWriter(folder.directory).open()).rejects.toThrow(/malformed.*history\.db/);
  const reader = new HistoryReader(folder.directory, 1, new Threads(new LoggedLines()));
  await expect(reader.read('trades', EVERYTHING)).rejects.toThrow(/malformed.*history\.db/);
  await reader.close();
});

test('a log that was left behind by a history that is gone is not taken for the new one', async () => {
  const frames = (await framesOf(everyKind())).flat();
  const store = new HistoryStore(folder.directory);
  store.write(frames);
  cpSync(`${file}-wal`, join(folder.directory, 'left-behind'));
  store.close();
  rmSync(file);
  cpSync(join(folder.directory, 'left-behind'), `${file}-wal`);
  const writer = new HistoryWriter(folder.directory);
  expect((await writer.open()).sequence).toBe(0);
  await writer.write(frames.slice(0, 4));
  await writer.close();
  expect(folder.read((pages) => pages.orders(ALICE))).toMatchObject({ sequence: 5, rows: [{ orderId: 1 }] });
});

test('before anything was written there is nothing, up to no event', async () => {
  const reader = new HistoryReader(folder.directory, 1, new Threads(new LoggedLines()));
  expect(await reader.read('orders', ALICE)).toEqual({ epoch: 0, sequence: 0, rows: [] });
  writeFileSync(file, '');
  expect(await reader.read('fills', ALICE)).toEqual({ epoch: 0, sequence: 0, rows: [] });
  folder.write((await framesOf(everyKind())).flat());
  expect((await reader.read('fills', ALICE)).rows).toHaveLength(3);
  await reader.close();
});

test('only so many wait for a page', async () => {
  const reader = new HistoryReader(folder.directory, 2, new Threads(new LoggedLines()));
  const reads = Array.from({ length: 3 }, () => reader.read('trades', EVERYTHING));
  await expect(reads[2]).rejects.toMatchObject({
    refusal: { reason: 'TOO_MANY_REQUESTS', metadata: { max: '2' } },
  });
  // Reads without a token take no places of parties.
  expect((await reader.read('orders', ALICE)).rows).toEqual([]);
  expect(await Promise.all(reads.slice(0, 2))).toHaveLength(2);
  expect((await reader.read('trades', EVERYTHING)).rows).toEqual([]);
  await reader.close();
});
