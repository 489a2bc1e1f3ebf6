import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fanOut } from '../../src/events/fan-out.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { hashesOf } from '../../src/exchange/state-hash.ts';
import type { PriceLevel } from '../../src/feeds/depth-side.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { add } from '../../src/market/sum.ts';
import { orderCommand } from './order-commands.ts';
import { testExchange } from './test-exchange.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);

/** The book that the open orders of a view add up to. */
function bookOf(feeds: Feeds, wanted: number): Map<number, PriceLevel> {
  const levels = new Map<number, PriceLevel>();
  for (const { terms, progress } of feeds.orders.open()) {
    if (terms.side !== wanted) continue;
    const level = levels.get(terms.price);
    levels.set(terms.price, {
      price: terms.price,
      quantity: add(level?.quantity ?? 0, progress.leavesQuantity),
      orderCount: (level?.orderCount ?? 0) + 1,
    });
  }
  return levels;
}

it('replay comes to the state that execution came to, in the books, the views and the streams', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(orderCommand, { maxLength: 80, size: 'max' }), async (commands) => {
      const { exchange, journal, feeds } = await testExchange();
      const replies = await exchange.submitAll(commands);

      const again = new Feeds({ epoch: 1, retained: 1_000, heartbeatMs: 50 });
      const state = new ExchangeState(new BatchEncoder());
      const both = fanOut(again.fold, state.fold);
      for (const batch of journal.read(0)) decodeBatch(batch.bytes, both);
      again.publish();

      expect(hashesOf(state).market).toBe(exchange.stateHash());
      expect([...again.orders.open()]).toEqual([...feeds.orders.open()]);
      expect([...again.orders.closed()]).toEqual([...feeds.orders.closed()]);
      expect(again.book(1)?.snapshot()).toEqual(feeds.book(1)?.snapshot());
      const book = feeds.book(1)?.snapshot();
      expect(new Map(book?.bids.map((level) => [level.price, level]))).toEqual(bookOf(feeds, 1));
      expect(new Map(book?.asks.map((level) => [level.price, level]))).toEqual(bookOf(feeds, 2));

      for (const { terms, progress } of [...feeds.orders.open(), ...feeds.orders.closed()]) {
        const { leavesQuantity, cumQuantity, canceledQuantity } = progress;
        expect(leavesQuantity + cumQuantity + canceledQuantity).toBe(terms.quantity);
      }
      for (const reply of replies) {
        if ('orderId' in reply) expect(feeds.orders.get(reply.orderId)).toBeDefined();
      }
    }),
    { numRuns: 300 * CAMPAIGN },
  );
});
