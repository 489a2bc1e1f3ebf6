import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import type { ExecutionRecord } from '../../src/feeds/execution.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import type { OlderEntries } from '../../src/feeds/older-entries.ts';
import { CatchUp } from '../../src/follower/catch-up.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { listSnapshots } from '../../src/journal/snapshot-file.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { Threads } from '../../src/threads/threads.ts';
import type { LoggedEvent } from '../engine/event-log.ts';
import { accepted, rested, traded } from '../engine/events.ts';
import { handFrame } from '../events/hand-frame.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';

const QUIET = { info() {}, warn() {}, error() {} };
const [MAKER, TAKER] = [1, 2];
/** More than the buffer of a reader. */
const ORDERS = 6_000;

let folder: string;
let catchUp: CatchUp;
let last: number;
let facts: { readonly epoch: number; readonly beginning: undefined };

/** One order that trades with all others, in one batch. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-catch-up-'));
  const journal = await openSqliteJournal(folder);
  const encoder = new BatchEncoder();
  const commit = async () => {
    const { firstSequence, lastSequence } = encoder;
    await journal.append(encoder.take(), firstSequence, lastSequence);
  };
  let sequence = 1;
  const write = (...events: readonly LoggedEvent[]) => {
    handFrame(encoder, sequence, events, { timeNs: 1_000n });
    sequence += events.length;
  };
  write({ kind: 'instrumentCreated', record: { instrument: INSTRUMENT } });
  for (const partyNumber of [MAKER, TAKER]) {
    const party = { partyNumber, partyId: `p${partyNumber}`, partyName: '', isAdmin: false };
    write({ kind: 'partyCreated', record: { party } });
  }
  for (let id = 1; id <= ORDERS; id += 1)
    write(accepted(id, { partyNumber: MAKER, side: Side.Sell }), rested(id, { side: Side.Sell }));
  await commit();
  takeSnapshot(folder);
  const taker = ORDERS + 1;
  const trades = Array.from({ length: ORDERS }, (_, index) =>
    traded(index + 1, index + 1, taker, {
      makerPartyNumber: MAKER,
      takerPartyNumber: TAKER,
      takerLeavesQuantity: 10 * (ORDERS - index - 1),
    }),
  );
  write(accepted(taker, { partyNumber: TAKER, quantity: 10 * ORDERS, clientOrderId: 'all' }), ...trades);
  await commit();
  last = journal.lastSequence;
  facts = { epoch: journal.epoch, beginning: undefined };
  await journal.close();
  catchUp = new CatchUp(folder, facts, new Threads(QUIET));
});
afterEach(async () => {
  await catchUp.close();
  rmSync(folder, { recursive: true });
});

function sent(partyNumber: number, after: number): ExecutionRecord[] {
  const live = new Feeds({ epoch: 1, retained: 100_000, heartbeatMs: 0 });
  const journal = openSqliteJournalReader(folder);
  for (const { bytes } of journal.read(0)) decodeBatch(bytes, live.fold);
  journal.close();
  live.publish();
  const isWanted = ({ sequence, terms }: ExecutionRecord) =>
    terms.partyNumber === partyNumber && sequence > after;
  return [...live.executions.kept(0)].filter(isWanted);
}

async function readAll<T>(older: OlderEntries<T>, topic: number, after: number) {
  const reader = older.open(topic);
  const pages: (readonly T[])[] = [];
  for (let position = after; position < last; ) {
    const { sequence, entries } = await reader.read(position, last);
    pages.push(entries);
    position = sequence;
  }
  reader.close();
  return pages;
}

test('an order with more trades than a reader holds comes whole, in pages of bounded size', async () => {
  for (const partyNumber of [MAKER, TAKER]) {
    const pages = await readAll(catchUp.executions, partyNumber, 3);
    expect(pages.flat()).toEqual(sent(partyNumber, 3));
    expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(250);
  }
  const trades = await readAll(catchUp.trades, 0, 3);
  expect(trades.flat().map(({ tradeId }) => tradeId)).toEqual(
    Array.from({ length: ORDERS }, (_, index) => index + 1),
  );
  expect(Math.max(...trades.map(({ length }) => length))).toBeLessThanOrEqual(250);
});

test('a page that is asked for again is the same', async () => {
  const reader = catchUp.executions.open(TAKER);
  const after = 3 + 2 * ORDERS;
  /** A turn may end before it has found anything. */
  const firstPage = async () => {
    let page = await reader.read(after, last);
    while (page.entries.length === 0) page = await reader.read(after, last);
    return page;
  };
  const page = await firstPage();
  expect((await firstPage()).entries).toEqual(page.entries);
  const next = await reader.read(page.sequence, last);
  expect(next.entries[0]?.sequence).toBe(page.sequence + 1);
  reader.close();
});

test('a damaged snapshot is passed over', async () => {
  const [snapshot] = listSnapshots(folder);
  if (snapshot === undefined) throw new Error('a snapshot was taken');
  const bytes = readFileSync(snapshot.path);
  bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 1;
  writeFileSync(snapshot.path, bytes);
  const pages = await readAll(catchUp.executions, MAKER, snapshot.sequence);
  expect(pages.flat()).toEqual(sent(MAKER, snapshot.sequence));
});

test('of one party only so many read at once; the next one waits until one of them leaves, others do not', async () => {
  const readers = Array.from({ length: 5 }, () => catchUp.executions.open(MAKER));
  const fifth = readers.at(-1)?.read(3, last);
  await Promise.all(readers.slice(0, 4).map((reader) => reader.read(3, last)));
  await catchUp.executions.open(TAKER).read(3, last);
  await catchUp.trades.open(1).read(3, last);
  expect(await Promise.race([fifth, sleep(0, 'waits')])).toBe('waits');
  readers[0]?.close();
  expect(await fifth).toMatchObject({ entries: expect.any(Array) });
  for (const reader of readers) reader.close();
});

test('while the thread is started again, a page is refused and can be asked for again', async () => {
  const threads = new Threads(QUIET, () => {
    throw new Error('no room for a thread');
  });
  const without = new CatchUp(folder, facts, threads);
  const refused = { refusal: { reason: 'HISTORY_UNAVAILABLE' } };
  const reader = without.trades.open(0);
  await expect(reader.read(3, last)).rejects.toMatchObject(refused);
  await expect(reader.read(3, last)).rejects.toMatchObject(refused);
  await expect(without.executions.open(MAKER).read(3, last)).rejects.toMatchObject(refused);
  await without.close();
});
