import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OrderCommand } from '../../src/domain/command.ts';
import { TimedEventTee } from '../../src/domain/event-tee.ts';
import { TimeInForce } from '../../src/domain/order.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { stateHash } from '../../src/exchange/state-hash.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { restoreChunk, snapshotChunks } from '../../src/recovery/snapshot-content.ts';
import { amend, cancel, limit, testExchange } from '../exchange/test-exchange.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const NAMES = ['', '', 'a', 'b', 'c', 'd'];

const party = fc.integer({ min: 1, max: 2 });
const price = fc.integer({ min: 18, max: 22 }).map((ticks) => ticks * 5);
const quantity = fc.integer({ min: 1, max: 6 }).map((lots) => lots * 10);
const orderId = fc.integer({ min: 1, max: 30 });
const command: fc.Arbitrary<OrderCommand> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        side: fc.constantFrom('buy' as const, 'sell' as const),
        price,
        quantity,
        partyNumber: party,
        clientOrderId: fc.constantFrom(...NAMES),
        timeInForce: fc.constantFrom(TimeInForce.GoodTillCanceled, TimeInForce.ImmediateOrCancel),
      })
      .map(({ side, price, quantity, ...more }) => limit(side, price, quantity, more)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(party, orderId, fc.option(price, { nil: undefined }), quantity)
      .map(([n, id, p, q]) => amend(n, id, { price: p, quantity: q })),
  },
  { weight: 1, arbitrary: fc.tuple(party, orderId).map(([n, id]) => cancel(n, id)) },
);
const commands = fc.array(command, { maxLength: 60, size: 'max' });

/** Priorities are numbered anew at every start; what they order is the same. */
const contentOf = (feeds: Feeds) =>
  [...feeds.orders.open(), ...feeds.orders.closed()].map((order) => ({ ...order, priority: 0 }));

function foldAll(journal: Journal, afterSequence: number, state: ExchangeState, ...feeds: Feeds[]) {
  const sink = new TimedEventTee(feeds, [state.fold]);
  for (const batch of journal.read(afterSequence)) decodeBatch(batch.bytes, sink);
  for (const views of feeds) views.publish();
  return state;
}

it('a snapshot anywhere, and the events after it, come to the state that execution came to', async () => {
  await fc.assert(
    fc.asyncProperty(commands, commands, async (before, after) => {
      const { exchange, journal, feeds } = await testExchange();
      await exchange.submitAll(before);
      const { sequence, timeNs } = feeds;
      const { lastOrderId, lastTradeId } = foldAll(journal, 0, new ExchangeState(new BatchEncoder())).engine;
      const chunks = [...snapshotChunks(feeds)];
      await exchange.submitAll(after);

      const again = new Feeds({ retained: 1_000, heartbeatMs: 50, maxSubscriptions: 10 });
      const state = new ExchangeState(new BatchEncoder());
      again.restored(sequence, timeNs);
      for (const chunk of chunks) restoreChunk(chunk, [state, again]);
      state.engine.restoreCounters(lastOrderId, lastTradeId);
      foldAll(journal, sequence, state, again);

      expect(stateHash(state.engine)).toBe(exchange.stateHash());
      expect(contentOf(again)).toEqual(contentOf(feeds));
      const { bids, asks, sequence: end } = again.book(1)?.snapshot() ?? {};
      expect(feeds.book(1)?.snapshot()).toMatchObject({ bids, asks });
      expect(end).toBeGreaterThanOrEqual(feeds.book(1)?.snapshot().sequence ?? Number.POSITIVE_INFINITY);
      for (const partyNumber of [1, 2]) {
        for (const clientOrderId of NAMES) {
          const known = state.clientOrderIds.orderOf(partyNumber, clientOrderId);
          expect(known).toBe(exchange.resolve(partyNumber, { clientOrderId }));
        }
      }
    }),
    { numRuns: 200 * CAMPAIGN },
  );
});
