import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { BookMessage } from '../../src/feeds/book.ts';
import type { Feeds } from '../../src/feeds/feeds.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import { limit, testExchange } from './test-exchange.ts';

const MAKERS = 9_000;
const LIMITS = {
  maxOpenOrdersPerParty: MAKERS,
  maxCommandsInFlight: MAKERS,
  maxCommandsInFlightPerParty: MAKERS,
};
const SWEEP = limit('buy', 1_000_000, MAKERS * 10);

/** An exchange whose book of asks has thousands of levels, all of one order. */
async function deepBook() {
  const started = await testExchange(MAKERS, { limits: LIMITS });
  const makers = Array.from({ length: MAKERS }, (_, i) => limit('sell', 1_000 + 5 * i, 10));
  await started.exchange.submitAll(makers);
  return started;
}

/** The asks that a client of a book knows after all messages. */
async function asksTold(subscription: Subscription<BookMessage>, lastSequence: number) {
  const asks = new Map<number, number>();
  const { signal } = new AbortController();
  for (let sequence = 0; sequence < lastSequence; ) {
    const message = await subscription.next(signal);
    if (message === undefined) throw new Error('the book ended');
    for (const { price, quantity } of (message.snapshot ?? message.delta)?.asks ?? []) {
      if (quantity === 0) asks.delete(price);
      else asks.set(price, quantity);
    }
    if (!message.hasMoreLevels) sequence = message.sequence;
  }
  subscription.close();
  return asks;
}

const asksOf = (feeds: Feeds) =>
  new Map(
    feeds
      .book(1)
      ?.snapshot()
      .asks.map(({ price, quantity }) => [price, quantity]),
  );

it('lets other work have its turn while a long batch is folded, and answers when all of it can be read', async () => {
  const { exchange, feeds } = await deepBook();
  const depths = new Set<number>();
  let isAnswered = false;
  const sweep = exchange.submit(limit('buy', 1_000_000, (MAKERS - 1) * 10)).then((reply) => {
    isAnswered = true;
    expect(feeds.book(1)?.snapshot().asks).toHaveLength(1);
    return reply;
  });
  while (!isAnswered) {
    await setImmediate();
    depths.add(feeds.book(1)?.snapshot().asks.length ?? 0);
  }
  expect(await sweep).toMatchObject({ fillCount: MAKERS - 1 });
  // What was read in between is the book after some event of the sweep.
  expect(depths.size).toBeGreaterThan(3);
});

it('takes and answers orders that come meanwhile, in order', async () => {
  const { exchange, feeds } = await deepBook();
  const answered: string[] = [];
  const sweep = exchange.submit(SWEEP).then(() => answered.push('sweep'));
  while ((feeds.book(1)?.snapshot().asks.length ?? 0) === MAKERS) await setImmediate();
  expect(feeds.book(1)?.snapshot().asks.length).toBeGreaterThan(0);
  const bid = exchange.submit(limit('buy', 50, 10)).then((reply) => {
    answered.push('bid');
    expect(reply).toMatchObject({ kind: 'placed', leavesQuantity: 10 });
    expect(feeds.book(1)?.snapshot().bids).toMatchObject([{ price: 50, quantity: 10 }]);
  });
  await Promise.all([sweep, bid]);
  expect(answered).toEqual(['sweep', 'bid']);
  expect(exchange.commandsInFlight).toBe(0);
});

it('tells the right book to those who begin to watch while a long batch is folded', async () => {
  const { exchange, feeds, journal } = await deepBook();
  const told: Promise<Map<number, number>>[] = [];
  let isAnswered = false;
  // It is accepted, and then trades with all but five.
  const lastSequence = journal.lastSequence + 1 + MAKERS - 5;
  const sweep = exchange.submit(limit('buy', 1_000_000, (MAKERS - 5) * 10)).then(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    const subscription = told.length < 9 ? feeds.book(1)?.subscribe() : undefined;
    if (subscription !== undefined) told.push(asksTold(subscription, lastSequence));
    await setImmediate();
  }
  await sweep;
  expect(told.length).toBeGreaterThan(3);
  for (const asks of await Promise.all(told)) expect(asks).toEqual(asksOf(feeds));
});
