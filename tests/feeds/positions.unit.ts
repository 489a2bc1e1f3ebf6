import { expect, it, vi } from 'vitest';
import { Feeds } from '../../src/feeds/feeds.ts';
import type { PositionMessage } from '../../src/feeds/position-subscription.ts';
import { EVERYONE } from '../../src/feeds/positions.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import { traded } from '../engine/events.ts';
import { handFrame } from '../events/hand-frame.ts';
import { INSTRUMENT, limit, testExchange } from '../exchange/test-exchange.ts';

const signal = new AbortController().signal;

async function trade(exchange: Awaited<ReturnType<typeof testExchange>>['exchange'], price = 100) {
  await exchange.submit(limit('sell', price, 10));
  await exchange.submit(limit('buy', price, 10));
}

async function read(subscription: Subscription<PositionMessage>) {
  const message = await subscription.next(signal);
  if (message === undefined) throw new Error('it has ended');
  const { positions, ...rest } = message;
  return {
    ...rest,
    positions: positions.map(({ position, lastPrice }) => [
      position.partyNumber,
      position.netQuantity,
      position.openNotional,
      lastPrice,
    ]),
  };
}

it('begins with the positions that there are, and goes on with each that changes', async () => {
  const { exchange, feeds } = await testExchange();
  const empty = feeds.subscribePositions(2);
  expect(await read(empty)).toMatchObject({ positions: [], isSnapshot: true, hasMore: false });
  await trade(exchange);
  const own = feeds.subscribePositions(1);
  const all = feeds.subscribePositions(EVERYONE);
  const begins = { isSnapshot: true, hasMore: false, sequence: feeds.sequence };
  expect(await read(own)).toEqual({ ...begins, positions: [[1, 10, 1_000, 100]] });
  expect(await read(all)).toEqual({
    ...begins,
    positions: [
      [1, 10, 1_000, 100],
      [2, -10, -1_000, 100],
    ],
  });
  await trade(exchange);
  await trade(exchange, 110);
  // What a slow reader has not fetched comes once, as it stands.
  const goesOn = { isSnapshot: false, hasMore: false, sequence: feeds.sequence };
  expect(await read(own)).toEqual({ ...goesOn, positions: [[1, 30, 3_100, 110]] });
  expect(await read(all)).toEqual({
    ...goesOn,
    positions: [
      [1, 30, 3_100, 110],
      [2, -30, -3_100, 110],
    ],
  });
  expect(await read(empty)).toEqual({ ...goesOn, positions: [[2, -30, -3_100, 110]] });
  // Nothing more: heartbeats.
  expect(await read(own)).toEqual({ ...goesOn, positions: [] });
  for (const subscription of [own, all, empty]) subscription.close();
});

it('values an own open position again when the price of its instrument moved', async () => {
  const { exchange, feeds } = await testExchange();
  await trade(exchange);
  const own = feeds.subscribePositions(1);
  expect((await read(own)).positions).toEqual([[1, 10, 1_000, 100]]);
  await exchange.submit(limit('sell', 105, 10));
  await exchange.submit(limit('buy', 105, 10, { partyNumber: 2 }));
  const valued = async () => {
    let message = await read(own);
    while (message.positions.length === 0) message = await read(own);
    return message.positions;
  };
  expect(await valued()).toEqual([[1, 10, 1_000, 105]]);
  own.close();
});

it('sends many positions in parts, and once more each that changes meanwhile', async () => {
  const feeds = new Feeds({ epoch: 1, retained: 10, heartbeatMs: 1 });
  handFrame(feeds.fold, 1, [{ kind: 'instrumentCreated', record: { instrument: INSTRUMENT } }]);
  const none = { boughtQuantity: 5n, soldQuantity: 0n, boughtNotional: 50n, soldNotional: 0n };
  for (let partyNumber = 1; partyNumber <= 300; partyNumber += 1) {
    const position = { partyNumber, instrumentId: 1, ...none };
    handFrame(feeds.fold, 1 + partyNumber, [{ kind: 'positionImported', record: { position } }]);
  }
  const all = feeds.subscribePositions(EVERYONE);
  const first = await read(all);
  expect(first).toMatchObject({ isSnapshot: true, hasMore: true });
  // No order of this feed: positions alone take the trade.
  const trade = traded(1, 1, 2, { price: 9, quantity: 1, makerPartyNumber: 1, takerPartyNumber: 300 });
  feeds.positions.orderTraded(trade.record);
  feeds.publish();
  const second = await read(all);
  expect(second).toMatchObject({ isSnapshot: true, hasMore: false });
  expect([...first.positions, ...second.positions].map(([partyNumber]) => partyNumber)).toEqual(
    Array.from({ length: 300 }, (_, index) => index + 1),
  );
  expect(second.positions.at(-1)).toEqual([300, 6, 59, undefined]);
  const changes = await vi.waitUntil(async () => {
    const { positions } = await read(all);
    return positions.length > 0 ? positions : undefined;
  });
  expect(changes).toEqual([[1, 4, 40, undefined]]);
  all.close();
});
