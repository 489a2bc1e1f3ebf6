import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import type { QueuePlace, QueueWatch } from '../../src/feeds/order-queues.ts';
import { decodeBatch, decodeInSlices } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { orderCommand } from '../exchange/order-commands.ts';
import { amend, limit, testExchange } from '../exchange/test-exchange.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);

/** The places of a party's orders as the queues of the engine have them. */
function expectedPlaces(journal: Journal, partyNumber: number): QueuePlace[] {
  const state = new ExchangeState(new BatchEncoder());
  for (const batch of journal.read(0)) decodeBatch(batch.bytes, state.fold);
  const places: QueuePlace[] = [];
  let level = '';
  let ordersAhead = 0;
  let quantityAhead = 0;
  state.engine.visitState({
    counters() {},
    instrument() {},
    party() {},
    order({ orderId, partyNumber: owner, side, price, leaves }) {
      if (level !== `${side} ${price}`) {
        level = `${side} ${price}`;
        ordersAhead = 0;
        quantityAhead = 0;
      }
      if (owner === partyNumber) places.push({ orderId, ordersAhead, quantityAhead });
      ordersAhead += 1;
      quantityAhead += leaves;
    },
  });
  return places.sort((a, b) => a.orderId - b.orderId);
}

/** What someone knows who reads all changes. */
class Reader {
  readonly #watch: QueueWatch;
  readonly #places = new Map<number, QueuePlace>();

  constructor(watch: QueueWatch) {
    this.#watch = watch;
  }

  read(isOpen: (orderId: number) => boolean): QueuePlace[] {
    for (const place of this.#watch.changes()) this.#places.set(place.orderId, place);
    return [...this.#places.values()]
      .filter(({ orderId }) => isOpen(orderId))
      .sort((a, b) => a.orderId - b.orderId);
  }
}

it('places are those of the queues of the engine, whenever one begins to watch', async () => {
  const steps = fc.array(fc.array(orderCommand, { minLength: 1, maxLength: 10 }), {
    maxLength: 8,
    size: 'max',
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(7), async (batches, lateFrom) => {
      const { exchange, journal, feeds } = await testExchange();
      const isOpen = (orderId: number) => (feeds.orders.get(orderId)?.progress.leavesQuantity ?? 0) > 0;
      const first = new Reader(feeds.queues.watch(1));
      let late: Reader | undefined;
      for (const [index, commands] of batches.entries()) {
        if (index === lateFrom) late = new Reader(feeds.queues.watch(2));
        await exchange.submitAll(commands);
        expect(first.read(isOpen)).toEqual(expectedPlaces(journal, 1));
        if (late !== undefined) expect(late.read(isOpen)).toEqual(expectedPlaces(journal, 2));
      }
    }),
    { numRuns: 100 * CAMPAIGN },
  );
});

it('an order that is still trading is in no queue, when a party begins to watch in the middle of it', async () => {
  const { exchange, journal } = await testExchange();
  // Orders 3 and 4 fill completely, the one as it comes in and the other as it is amended. Order 6 rests where they traded.
  await exchange.submitAll([limit('sell', 100, 10), limit('sell', 100, 10), limit('buy', 100, 20)]);
  await exchange.submitAll([limit('buy', 95, 10), limit('sell', 100, 10), amend(1, 4, { price: 100 })]);
  await exchange.submit(limit('buy', 100, 30));
  const events = journal.lastSequence;
  for (let before = 1; before < events; before += 1) {
    const feeds = new Feeds({ epoch: 1, retained: 1_000, heartbeatMs: 50 });
    const slices = Array.from(journal.read(0), ({ bytes }) => decodeInSlices(bytes, feeds.fold, 1)).values();
    const reader = new Reader(feeds.queues.watch(1));
    let folded = 0;
    for (const slice of slices) {
      for (const _ of slice) {
        folded += 1;
        if (folded === before) reader.read(() => true);
      }
    }
    expect(reader.read((orderId) => orderId === 6)).toEqual(expectedPlaces(journal, 1));
  }
});

it('says nothing of a place that has not changed', async () => {
  const { exchange, feeds } = await testExchange();
  const watch = feeds.queues.watch(1);
  expect(watch.changes()).toEqual([]);
  await exchange.submitAll(fc.sample(orderCommand, { seed: 7, numRuns: 40 }));
  expect(watch.changes()).not.toEqual([]);
  expect(watch.changes()).toEqual([]);
  watch.close();
  const again = feeds.queues.watch(1);
  expect(again.changes()).not.toEqual([]);
  again.close();
});
