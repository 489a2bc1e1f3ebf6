import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ExecType, type ExecutionReport } from '../../../gen/redleaf/v1/execution_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { CancelReason, OrderStatus, OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
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

test('changes nothing for another party, whose orders stay as they were', async () => {
  await orders().placeOrder(limit(second, Side.BUY), by('bob'));
  const before = await orders().listOpenOrders({}, by('bob'));
  await orders().placeOrder(limit(second, Side.BUY), by('alice'));
  expect(await orders().cancelAllOrders({ instrumentId: second }, by('alice'))).toMatchObject({
    canceledOrderCount: 1n,
  });
  const after = await orders().listOpenOrders({}, by('bob'));
  expect(after.orders).toEqual(before.orders);
  await orders().cancelAllOrders({}, by('bob'));
});

test('closes thousands of orders in one frame, and every report and list of them is there', async () => {
  const count = 2_500;
  await orders().cancelAllOrders({}, by('alice'));
  const stop = new AbortController();
  const reports: ExecutionReport[] = [];
  let epoch = 0n;
  let sequence = 0n;
  const opened = Promise.withResolvers<void>();
  const following = (async () => {
    const stream = orders().streamExecutions({}, { ...by('alice'), signal: stop.signal });
    for await (const message of stream) {
      ({ epoch, sequence } = message);
      reports.push(...message.executions);
      opened.resolve();
    }
  })().catch(() => {});
  await opened.promise;
  const start = { epoch, resumeFromSequence: sequence };
  async function* send() {
    const place = { command: { case: 'place' as const, value: limit(first, Side.BUY) } };
    for (let placed = 0; placed < count; placed += 500) yield { commands: Array(500).fill(place) };
  }
  const orderIds: bigint[] = [];
  for await (const { results } of orders().orderEntry(send(), by('alice'))) {
    for (const { result } of results) if (result.case === 'placed') orderIds.push(result.value.orderId);
  }
  expect(orderIds).toHaveLength(count);
  const all = await orders().cancelAllOrders({}, by('alice'));
  expect(all.canceledOrderCount).toBe(BigInt(count));

  // The orders are canceled in order of their ids, at one time, each by an event of its own.
  const expected = orderIds.map((orderId, index) => ({
    orderId,
    sequence: all.sequence - BigInt(count - 1 - index),
    transactTimeNs: all.transactTimeNs,
  }));
  const canceled = (of: readonly ExecutionReport[]) =>
    of
      .filter(({ execType }) => execType === ExecType.CANCELED)
      .map((report) => ({
        orderId: report.order?.orderId,
        sequence: report.sequence,
        transactTimeNs: report.order?.transactTimeNs,
      }));
  await vi.waitFor(() => expect(reports).toHaveLength(2 * count), 10_000);
  expect(canceled(reports)).toEqual(expected);
  expect(reports.at(-1)).toMatchObject({
    cancelReason: CancelReason.REQUESTED,
    order: { orderStatus: OrderStatus.CANCELED, canceledQuantity: 10n, leavesQuantity: 0n },
  });
  stop.abort();
  await following;

  // A stream that resumes in the middle of the frame brings the rest of it.
  const middle = { epoch: start.epoch, resumeFromSequence: all.sequence - 1_200n };
  const resumed = orders().streamExecutions(middle, by('alice'));
  const rest: ExecutionReport[] = [];
  for await (const { executions } of resumed) {
    rest.push(...executions);
    if (rest.length >= 1_200) break;
  }
  expect(canceled(rest)).toEqual(expected.slice(-1_200));

  expect(await openOf('alice')).toEqual([]);
  const { orderBook } = await createClient(
    MarketDataService,
    createGrpcTransport({ baseUrl: exchange.url }),
  ).getOrderBook({ instrumentId: first });
  expect(orderBook?.bids).toEqual([]);
  const history = createClient(HistoryService, createGrpcTransport({ baseUrl: exchange.url }));
  await vi.waitFor(
    async () => expect((await history.listOrders({ pageSize: 1 }, by('alice'))).sequence).toBe(all.sequence),
    10_000,
  );
  const listed: bigint[] = [];
  let pageToken = '';
  do {
    const page = await history.listOrders({ pageSize: 1_000, pageToken }, by('alice'));
    for (const order of page.orders)
      if (order.transactTimeNs === all.transactTimeNs && order.orderStatus === OrderStatus.CANCELED)
        listed.push(order.orderId);
    ({ nextPageToken: pageToken } = page);
  } while (pageToken !== '');
  expect(listed).toEqual(orderIds);
});
