import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

let exchange: ExchangeUnderTest;
let first: number;
let second: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  first = await exchange.createInstrument('ALL1');
  second = await exchange.createInstrument('ALL2');
});
afterAll(() => exchange.stop());

type Party = 'alice' | 'bob';

const limit = (instrumentId: number, side: Side) => ({
  ...{
    instrumentId,
    side,
    orderType: OrderType.LIMIT,
    price: side === Side.BUY ? 100n : 200n,
    quantity: 10n,
  },
});

function orders() {
  return createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));
}

const by = (party: Party) => ({ headers: exchange.headers[party] });

async function openOf(party: Party): Promise<(readonly [instrumentId: number, side: Side])[]> {
  const { orders: open } = await orders().listOpenOrders({}, by(party));
  return open.map(({ instrumentId, side }) => [instrumentId, side]);
}

test('cancels the own orders of an instrument, of a side or all, once', async () => {
  for (const instrumentId of [first, second]) {
    for (const side of [Side.BUY, Side.SELL]) {
      await orders().placeOrder(limit(instrumentId, side), by('alice'));
      await orders().placeOrder(limit(instrumentId, side), by('bob'));
    }
  }
  const cancelAll = (request: { instrumentId?: number; side?: Side }) =>
    orders().cancelAllOrders(request, by('alice'));

  expect(await cancelAll({ instrumentId: first, side: Side.BUY })).toMatchObject({ canceledOrderCount: 1n });
  expect(await openOf('alice')).toEqual([
    [first, Side.SELL],
    [second, Side.BUY],
    [second, Side.SELL],
  ]);
  expect(await cancelAll({ side: Side.BUY })).toMatchObject({ canceledOrderCount: 1n });
  expect(await openOf('alice')).toEqual([
    [first, Side.SELL],
    [second, Side.SELL],
  ]);
  const all = await cancelAll({});
  expect(all).toMatchObject({ canceledOrderCount: 2n });
  expect(await openOf('alice')).toEqual([]);
  expect(await cancelAll({})).toMatchObject({ canceledOrderCount: 0n, sequence: all.sequence });
  expect(await openOf('bob')).toHaveLength(4);
  expect(await orders().cancelAllOrders({}, by('bob'))).toMatchObject({ canceledOrderCount: 4n });
});

test('is refused for an instrument that is not listed', async () => {
  await expect(orders().cancelAllOrders({ instrumentId: 9_999 }, by('alice'))).rejects.toThrow('9999');
});

test('cancels the orders that were sent before it on an OrderEntry stream, and none that come after, once a frame', async () => {
  const place = (side: Side) => ({ command: { case: 'place' as const, value: limit(first, side) } });
  const cancelAll = { command: { case: 'cancelAll' as const, value: {} } };
  async function* send() {
    yield { commands: [place(Side.BUY), place(Side.SELL)] };
    yield { commands: [place(Side.BUY), cancelAll, cancelAll, place(Side.SELL)] };
  }
  const results = [];
  for await (const answer of orders().orderEntry(send(), by('alice'))) {
    results.push(...answer.results.map(({ result }) => result));
  }
  expect(results.map((result) => result.case)).toEqual([
    ...['placed', 'placed', 'placed', 'allCanceled', 'refused', 'placed'],
  ]);
  expect(results[3]?.value).toMatchObject({ canceledOrderCount: 3n });
  expect(results[4]?.value).toMatchObject({ message: 'a frame may have one cancel_all' });
  expect(await openOf('alice')).toEqual([[first, Side.SELL]]);
});
