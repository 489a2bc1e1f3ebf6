import { Code, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { OrderStatus, OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { type OrderResult, OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('RPT');
});
afterAll(() => exchange.stop());

const limit = (side: Side, price: bigint, quantity: bigint, clientOrderId = '') => ({
  ...{ instrumentId, side, orderType: OrderType.LIMIT, price, quantity, clientOrderId },
});
type Place = ReturnType<typeof limit>;

function orders() {
  return createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));
}

async function unary(requests: readonly Place[]): Promise<OrderResult['result'][]> {
  const results: OrderResult['result'][] = [];
  for (const request of requests) {
    const value = await orders().placeOrder(request, { headers: exchange.headers.alice });
    results.push({ case: 'placed', value });
  }
  return results;
}

async function stream(requests: readonly Place[]): Promise<OrderResult['result'][]> {
  async function* send() {
    yield { commands: requests.map((value) => ({ command: { case: 'place' as const, value } })) };
  }
  const results: OrderResult['result'][] = [];
  for await (const answer of orders().orderEntry(send(), { headers: exchange.headers.alice })) {
    results.push(...answer.results.map(({ result }) => result));
  }
  return results;
}

describe.each([
  ['PlaceOrder', 'u', unary],
  ['OrderEntry', 's', stream],
] as const)('%s', (_name, prefix, place) => {
  test('executes an order once that is sent three times', async () => {
    await orders().placeOrder(limit(Side.SELL, 200n, 100n), { headers: exchange.headers.bob });
    const order = limit(Side.BUY, 200n, 7n, `${prefix}-once`);
    const results = await place([order, order, order]);
    const [first] = results;
    const { orderId, transactTimeNs } = first?.case === 'placed' ? first.value : {};
    const filled = { orderId, transactTimeNs, orderStatus: OrderStatus.FILLED, cumQuantity: 7n };
    const clientOrderId = `${prefix}-once`;
    expect(results.map((result) => result.value)).toMatchObject([
      { ...filled, clientOrderId, isRepeat: false, fillCount: 1n, fills: [{ quantity: 7n }] },
      { ...filled, clientOrderId, isRepeat: true, fillCount: 0n, fills: [] },
      { ...filled, clientOrderId, isRepeat: true, fillCount: 0n, fills: [] },
    ]);
  });

  test('tells where an order stands that is sent again later', async () => {
    const order = limit(Side.BUY, 100n, 10n, `${prefix}-later`);
    await place([order]);
    const reference = { reference: { case: 'clientOrderId' as const, value: `${prefix}-later` } };
    await orders().amendOrder({ order: reference, quantity: 8n }, { headers: exchange.headers.alice });
    await orders().placeOrder(limit(Side.SELL, 100n, 3n), { headers: exchange.headers.bob });
    expect((await place([order]))[0]?.value).toMatchObject({
      ...{ isRepeat: true, orderStatus: OrderStatus.PARTIALLY_FILLED, leavesQuantity: 5n, cumQuantity: 3n },
    });
    await orders().cancelOrder({ order: reference }, { headers: exchange.headers.alice });
    expect((await place([order]))[0]?.value).toMatchObject({
      ...{ isRepeat: true, orderStatus: OrderStatus.CANCELED, leavesQuantity: 0n, cumQuantity: 3n },
      canceledQuantity: 5n,
    });
    // A repeated cancel answers that nothing is open.
    await expect(
      orders().cancelOrder({ order: reference }, { headers: exchange.headers.alice }),
    ).rejects.toMatchObject({ code: Code.NotFound });
  });
});

test('a sweep is answered with the first 1,000 fills, and the history has them all', async () => {
  const swept = await exchange.createInstrument('SWEEP');
  const makers = Array.from({ length: 1_010 }, () => ({
    ...limit(Side.SELL, 300n, 1n),
    instrumentId: swept,
  }));
  await stream(makers.slice(0, 1_000));
  await stream(makers.slice(1_000));
  const sweep = { ...limit(Side.BUY, 300n, 1_010n), instrumentId: swept };
  const taker = await orders().placeOrder(sweep, { headers: exchange.headers.bob });
  expect(taker).toMatchObject({ fillCount: 1_010n, cumQuantity: 1_010n });
  expect(taker.fills).toHaveLength(1_000);
  const history = createClient(HistoryService, exchange.transport);
  const fillsFrom = async (pageToken: string): Promise<number> => {
    const request = { instrumentId: swept, pageSize: 1_000, pageToken };
    const { fills, nextPageToken } = await history.listFills(request, { headers: exchange.headers.bob });
    return fills.length + (nextPageToken === '' ? 0 : await fillsFrom(nextPageToken));
  };
  await vi.waitUntil(async () => (await fillsFrom('')) === 1_010, { timeout: 30_000, interval: 100 });
});
