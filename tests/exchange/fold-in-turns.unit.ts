import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { BookMessage } from '../../src/feeds/book-message.ts';
import type { Feeds } from '../../src/feeds/feeds.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import type { Sum } from '../../src/market/sum.ts';
import { limit, testExchange } from './test-exchange.ts';

const MAKERS = 9_000;
const LIMITS = {
  maxOpenOrdersPerParty: MAKERS,
  maxCommandsInFlight: 2 * MAKERS,
  partySharePercent: 100,
};
const SWEEP = limit('buy', 1_000_000, MAKERS * 10);

const makers = () => Array.from({ length: MAKERS }, (_, i) => limit('sell', 1_000 + 5 * i, 10));

/** An exchange whose book of asks has thousands of levels, all of one order. */
async function deepBook() {
  const started = await testExchange(MAKERS, { limits: LIMITS });
  await started.exchange.submitAll(makers());
  return started;
}

/** The asks that a client of a book knows after all messages. */
async function asksTold(subscription: Subscription<BookMessage>, lastSequence: number) {
  const asks = new Map<number, Sum>();
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

it('tells the right book to those who begin to watch while a long batch is folded, and read later', async () => {
  const { exchange, feeds, journal } = await testExchange(2 * MAKERS, { limits: LIMITS });
  const subscriptions: Subscription<BookMessage>[] = [];
  let isAnswered = false;
  // Levels that come and go within one batch.
  const commands = [...makers(), limit('buy', 1_000_000, (MAKERS - 5) * 10)];
  const batch = exchange.submitAll(commands).then(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    const subscription = subscriptions.length < 9 ? feeds.book(1)?.subscribe() : undefined;
    if (subscription !== undefined) subscriptions.push(subscription);
    await setImmediate();
  }
  await batch;
  await exchange.submit(limit('buy', 50, 10));
  expect(subscriptions.length).toBeGreaterThan(3);
  const told = await Promise.all(subscriptions.map((one) => asksTold(one, journal.lastSequence)));
  for (const asks of told) expect(asks).toEqual(asksOf(feeds));
});
