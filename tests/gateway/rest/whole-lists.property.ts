import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../../src/domain/command.ts';
import { RefusedError, refuse } from '../../../src/domain/refusal.ts';
import { CommandKind, type FrameConsumer } from '../../../src/events/frame.ts';
import { Feeds } from '../../../src/feeds/feeds.ts';
import { EventTranslation } from '../../../src/follower/event-translation.ts';
import { CALLER_GONE } from '../../../src/gateway/http/caller-gone.ts';
import { allOrders, allTrades, type Caller } from '../../../src/gateway/rest/whole-lists.ts';
import type { HistoryPage } from '../../../src/history/history-query.ts';
import type { HistoryReader } from '../../../src/history/history-reader.ts';
import { decodeBatch } from '../../../src/journal/batch-decoder.ts';
import type { Journal } from '../../../src/journal/journal.ts';
import { handFrame } from '../../events/hand-frame.ts';
import { limit, testExchange } from '../../exchange/test-exchange.ts';
import { HistoryFolder } from '../../history/history-folder.ts';
import { frameOf, order } from '../../writers/frames.ts';

const EPOCH = 1;
/** A caller that stays connected. */
const WAITING = { isClosed: false };

const orders: fc.Arbitrary<Command> = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    tick: fc.nat(3),
    lots: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ side, tick, lots }) => limit(side, 100 + 5 * tick, 10 * lots));

/** Folds the batches after one event and up to another. Both events end a batch. */
function fold(journal: Journal, consumer: FrameConsumer, after: number, upTo: number): void {
  for (const { bytes, lastSequence } of journal.read(after))
    if (lastSequence <= upTo) decodeBatch(bytes, consumer);
}

const newFeeds = (retained: number) => new Feeds({ epoch: EPOCH, retained, heartbeatMs: 50 });

/** Views after a start from a snapshot, which has only the open orders. */
function viewsFrom(journal: Journal, snapshotAt: number, end: number, retained: number): Feeds {
  const before = newFeeds(1);
  fold(journal, before.fold, 0, snapshotAt);
  const views = newFeeds(retained);
  views.beginRestore(snapshotAt, before.timeNs);
  for (const instrument of before.directory.instruments()) views.restoreInstrument(instrument);
  for (const party of before.directory.parties()) views.restoreParty(party);
  for (const order of before.orders.open()) views.restoreOpenOrder(order);
  views.endRestore(snapshotAt, before.timeNs);
  fold(journal, views.fold, snapshotAt, end);
  views.publish();
  return views;
}

function writeHistory(folder: HistoryFolder, journal: Journal, upTo: number): void {
  const translation = new EventTranslation(EPOCH, 0, 1_000);
  fold(journal, translation, 0, upTo);
  for (let group = translation.takeGroup(); group !== undefined; group = translation.takeGroup())
    folder.write(group);
}

function readerOf(folder: HistoryFolder): Pick<HistoryReader, 'read'> {
  return {
    read: async (kind, query) =>
      folder.read((pages) =>
        (pages[kind] as (asked: unknown) => HistoryPage<typeof kind>).call(pages, query),
      ),
  };
}

async function listed<Item>(pages: AsyncIterable<Iterable<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

test('history and memory together list every order as it stands and every trade, once and in order', async () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  await fc.assert(
    fc.asyncProperty(
      fc.array(orders, { minLength: 1, maxLength: 30 }),
      share,
      share,
      async (commands, first, second) => {
        const { exchange, journal, feeds } = await testExchange();
        const ends = [feeds.sequence];
        for (const command of commands) {
          await exchange.submitAll([command]);
          ends.push(feeds.sequence);
        }
        const endAt = (part: number) => ends[Math.floor(part * (ends.length - 1))] ?? 0;
        const end = feeds.sequence;
        const written = endAt(Math.max(first, second));
        const snapshotAt = endAt(Math.min(first, second));
        using folder = new HistoryFolder();
        writeHistory(folder, journal, written);
        const views = {
          feeds: viewsFrom(journal, snapshotAt, end, 1_000),
          history: readerOf(folder),
          caller: WAITING,
        };
        const all = feeds.orders.ofInstrument(1, 0, 1_000).map(({ priority, ...one }) => one);
        expect(
          (await listed(allOrders(views, 1))).map((one) => ({ ...one, priority: undefined })),
        ).toMatchObject(all);
        expect(await listed(allOrders(views, 1))).toHaveLength(all.length);
        expect(await listed(allTrades(views, 1))).toEqual([...feeds.trades.kept(1)]);
      },
    ),
    { numRuns: 30 },
  );
});

test('a history that is further behind than memory reaches, or of another exchange, is refused', async () => {
  const { exchange, journal, feeds } = await testExchange();
  for (let trade = 0; trade < 5; trade += 1)
    await exchange.submitAll([limit('buy', 100, 10), limit('sell', 100, 10)]);
  using folder = new HistoryFolder();
  writeHistory(folder, journal, 3);
  const end = feeds.sequence;
  const history = readerOf(folder);
  const forgetful = viewsFrom(journal, 3, end, 2);
  await expect(listed(allTrades({ feeds: forgetful, history, caller: WAITING }, 1))).rejects.toThrow(
    /events behind/,
  );
  const later = newFeeds(10);
  later.beginRestore(1_000_000, 1n);
  later.endRestore(1_000_000, 1n);
  await expect(listed(allOrders({ feeds: later, history, caller: WAITING }, 1))).rejects.toThrow(
    /events behind/,
  );
  const other = new Feeds({ epoch: 7, retained: 10, heartbeatMs: 50 });
  await expect(listed(allOrders({ feeds: other, history, caller: WAITING }, 1))).rejects.toThrow(
    /another exchange/,
  );
  // Without a history, only the trades in memory are listed.
  expect(await listed(allTrades({ feeds: forgetful, history: undefined, caller: WAITING }, 1))).toHaveLength(
    2,
  );
});

test('nothing is left out for a caller that reads so slowly that memory moves on meanwhile', async () => {
  const { exchange, journal, feeds } = await testExchange();
  const trade = () => exchange.submitAll([limit('buy', 100, 10), limit('sell', 100, 10)]);
  for (let count = 0; count < 3; count += 1) await trade();
  const asked = feeds.sequence;
  const memory = viewsFrom(journal, 0, asked, 2);
  using folder = new HistoryFolder();
  const translation = new EventTranslation(EPOCH, 0, 1_000);
  const write = (after: number, upTo: number) => {
    fold(journal, translation, after, upTo);
    for (let group = translation.takeGroup(); group !== undefined; group = translation.takeGroup())
      folder.write(group);
  };
  write(0, asked);
  const times: bigint[] = [];
  let isFirst = true;
  for await (const page of allTrades({ feeds: memory, history: readerOf(folder), caller: WAITING }, 1)) {
    for (const { transactTimeNs } of page) times.push(transactTimeNs);
    if (!isFirst) continue;
    isFirst = false;
    // More trades than memory retains.
    for (let count = 0; count < 5; count += 1) await trade();
    fold(journal, memory.fold, asked, feeds.sequence);
    memory.publish();
    write(asked, feeds.sequence);
  }
  expect(times).toEqual([...feeds.trades.kept(1)].map(({ transactTimeNs }) => transactTimeNs));
  expect(times).toHaveLength(8);
});

test('while the history has a part of what was brought over, it is refused', async () => {
  const { journal } = await testExchange();
  const views = newFeeds(10);
  fold(journal, views.fold, 0, journal.lastSequence);
  for (const orderId of [900, 100]) {
    const record = { order: { ...order({ orderId }) } };
    const kind = CommandKind.Import;
    handFrame(views.fold, views.sequence + 1, [{ kind: 'orderImported', record }], { kind });
  }
  views.publish();
  using folder = new HistoryFolder();
  const write = (sequence: number, orderId: number) =>
    folder.write([frameOf(sequence, 1n, { kind: 'orderImported', order: order({ orderId }) })]);
  write(views.sequence - 1, 900);
  const parts = { feeds: views, history: readerOf(folder), caller: WAITING };
  await expect(listed(allOrders(parts, 1))).rejects.toThrow(/events behind/);
  await expect(listed(allTrades(parts, 1))).rejects.toThrow(/events behind/);
  write(views.sequence, 100);
  expect((await listed(allOrders(parts, 1))).map(({ orderId }) => orderId)).toEqual([100, 900]);
});

test('a list that has begun waits for its next page while its caller does, and no longer', async () => {
  const { exchange, journal, feeds } = await testExchange();
  for (let trade = 0; trade < 1_001; trade += 1)
    await exchange.submitAll([limit('buy', 100, 10), limit('sell', 100, 10)]);
  using folder = new HistoryFolder();
  writeHistory(folder, journal, feeds.sequence);
  const busy = new RefusedError(refuse('TOO_MANY_REQUESTS', 'busy'));
  /** Refuses the second page a number of times. */
  const list = (times: number, onRefused: (count: number) => void, caller: Caller) => {
    let reads = 0;
    const read: HistoryReader['read'] = async (kind, query) => {
      reads += 1;
      if (reads === 1 || reads > times + 1) return readerOf(folder).read(kind, query);
      onRefused(reads - 1);
      throw busy;
    };
    return listed(allTrades({ feeds, history: { read }, caller }, 1));
  };

  expect(await list(3, () => undefined, WAITING)).toHaveLength(1_001);

  const caller = { isClosed: false };
  let refused = 0;
  const onRefused = (count: number) => {
    refused = count;
    caller.isClosed = count >= 2;
  };
  await expect(list(20, onRefused, caller)).rejects.toBe(CALLER_GONE);
  expect(refused).toBe(2);
});
