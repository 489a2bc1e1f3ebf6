import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlaceOrder } from '../../src/domain/command.ts';
import { MAX_TIME_NS } from '../../src/domain/limits.ts';
import { fanOut } from '../../src/events/fan-out.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { hashesOf } from '../../src/exchange/state-hash.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { restoreChunk, snapshotChunks } from '../../src/recovery/snapshot-content.ts';
import { MemoryJournal } from '../exchange/memory-journal.ts';
import { orderCommandNamed } from '../exchange/order-commands.ts';
import { SteppingClock } from '../exchange/stepping-clock.ts';
import { limit, testExchange } from '../exchange/test-exchange.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const NAMES = ['', '', 'a', 'b', 'c', 'd'];

const commands = fc.array(orderCommandNamed(...NAMES), { maxLength: 60, size: 'max' });

/** Priorities are numbered anew at every start; what they order is the same. */
const contentOf = (feeds: Feeds) =>
  [...feeds.orders.open(), ...feeds.orders.closed()].map((order) => ({ ...order, priority: 0 }));

/** What trades came to. */
function marketOf(feeds: Feeds) {
  const now = feeds.timeNs;
  const positions = feeds.positions.all(0, Number.POSITIVE_INFINITY);
  const open = feeds.positions.openInterest(1);
  const long = positions.reduce((sum, { netQuantity }) => sum + Math.max(0, Number(netQuantity)), 0);
  expect(open).toBe(long);
  const { lastTrade, ...statistics } = feeds.market(1)?.statistics(now) ?? {};
  return { positions, open, lastSequence: lastTrade?.sequence, ...statistics };
}

/** Few, so that names are forgotten on the way. */
const RETAINED_NAMES = 3;

const newFeeds = () => new Feeds({ epoch: 1, retained: 1_000, heartbeatMs: 50 });
const newState = (output = new BatchEncoder()) => new ExchangeState(output, RETAINED_NAMES);

function foldAll(journal: Journal, afterSequence: number, state: ExchangeState, ...feeds: Feeds[]) {
  const sink = fanOut(state.fold, ...feeds.map(({ fold }) => fold));
  for (const batch of journal.read(afterSequence)) decodeBatch(batch.bytes, sink);
  for (const views of feeds) views.publish();
  return state;
}

it('a snapshot anywhere, and the events after it, come to the state that execution came to', async () => {
  await fc.assert(
    fc.asyncProperty(commands, commands, async (before, after) => {
      const encoder = new BatchEncoder();
      const { exchange, journal, feeds } = await testExchange(1_000, { encoder, state: newState(encoder) });
      await exchange.submitAll(before);
      const { sequence, timeNs } = feeds;
      const then = foldAll(journal, 0, newState());
      const { lastOrderId, lastTradeId } = then.engine;
      const chunks = [...snapshotChunks(feeds, then.clientOrderIds)];
      await exchange.submitAll(after);

      const again = newFeeds();
      const state = newState();
      again.beginRestore(sequence, timeNs);
      for (const chunk of chunks) restoreChunk(chunk, state, again);
      again.endRestore(sequence, timeNs);
      state.engine.restoreCounters(lastOrderId, lastTradeId);
      foldAll(journal, sequence, state, again);

      const whole = foldAll(journal, 0, newState());
      expect(hashesOf(state)).toEqual(hashesOf(whole));
      expect(hashesOf(state).market).toBe(exchange.stateHash());
      expect(contentOf(again)).toEqual(contentOf(feeds));
      expect(marketOf(again)).toEqual(marketOf(feeds));
      const { bids, asks, sequence: end } = again.book(1)?.snapshot() ?? {};
      expect(feeds.book(1)?.snapshot()).toMatchObject({ bids, asks });
      expect(end).toBeGreaterThanOrEqual(feeds.book(1)?.snapshot().sequence ?? Number.POSITIVE_INFINITY);
      for (const partyNumber of [1, 2]) {
        for (const clientOrderId of NAMES) {
          const known = state.clientOrderIds.find(partyNumber, clientOrderId);
          expect(known?.orderId).toBe(await exchange.resolve(partyNumber, { clientOrderId }));
        }
      }
    }),
    { numRuns: 200 * CAMPAIGN },
  );
});

/** Starts on a journal as the exchange does, from its first event or from a snapshot of where it ends. */
function restart(journal: Journal, from: 'first event' | 'snapshot', output: BatchEncoder) {
  if (from === 'first event') return foldAll(journal, 0, newState(output));
  const views = newFeeds();
  const { clientOrderIds, engine } = foldAll(journal, 0, newState(), views);
  const state = newState(output);
  for (const chunk of snapshotChunks(views, clientOrderIds)) restoreChunk(chunk, state);
  state.engine.restoreCounters(engine.lastOrderId, engine.lastTradeId);
  return state;
}

it('an order sent again is answered as it stands, over restarts at any point, and nothing is executed', async () => {
  const runs = fc.array(fc.tuple(commands, fc.constantFrom('first event', 'snapshot')), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(runs, async (started) => {
      const journal = new MemoryJournal();
      const placed = new Map<number, PlaceOrder>();
      for (const [run, from] of started) {
        const encoder = new BatchEncoder();
        const state = restart(journal, from, encoder);
        const clock = new SteppingClock(journal.lastTimeNs || undefined);
        const { exchange } = await testExchange(1_000, { journal, encoder, state, clock, onCommitted() {} });
        for (const command of run) {
          const reply = await exchange.submit(command);
          if (command.kind !== 'place' || reply.kind !== 'placed' || reply.isRepeat) continue;
          placed.set(reply.orderId, command);
        }
        // From here on no order expires.
        clock.stepNs = 0n;
        const views = newFeeds();
        const names = foldAll(journal, 0, newState(), views).clientOrderIds;
        const last = journal.lastSequence;
        for (const { orderId, terms } of names.orders()) {
          const { partyNumber, clientOrderId } = terms;
          const command = placed.get(orderId);
          if (command === undefined) throw new Error(`order ${orderId} was never placed`);
          expect(names.find(partyNumber, clientOrderId)?.orderId).toBe(orderId);
          const { leavesQuantity, cumQuantity, canceledQuantity, acceptTimeNs } =
            views.orders.get(orderId)?.progress ?? {};
          expect(await exchange.submit(command)).toMatchObject({
            ...{ kind: 'placed', isRepeat: true, orderId, clientOrderId, fills: [], sequence: last },
            ...{ leavesQuantity, cumQuantity, canceledQuantity, transactTimeNs: acceptTimeNs },
          });
          const quantity = command.terms.quantity === 10 ? 20 : 10;
          // Its own time of expiry may be over.
          const later = command.terms.expireTimeNs === undefined ? {} : { expireTimeNs: MAX_TIME_NS };
          const other = { ...command, terms: { ...command.terms, quantity, ...later } };
          expect(await exchange.submit(other)).toMatchObject({
            reason: 'DUPLICATE_CLIENT_ORDER_ID',
            metadata: { order_id: String(orderId) },
          });
        }
        expect(journal.lastSequence).toBe(last);
      }
    }),
    { numRuns: 100 * CAMPAIGN },
  );
});

it.each(['side', 'orderType', 'timeInForce'] as const)(
  'an order with an unknown %s is refused, not changed',
  async (field) => {
    const { exchange, feeds } = await testExchange();
    await exchange.submit(limit('buy', 100, 10));
    const state = new ExchangeState(new BatchEncoder());
    const restore = () => {
      for (const chunk of snapshotChunks(feeds, state.clientOrderIds)) {
        for (const { terms } of chunk.orders) Object.assign(terms ?? {}, { [field]: 9 });
        restoreChunk(chunk, state, newFeeds());
      }
    };
    expect(restore).toThrow(/ 9 is unknown$/);
  },
);
