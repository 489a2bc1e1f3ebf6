import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { afterEach, expect, test } from 'vitest';
import { ExecType } from '../../../gen/redleaf/v1/execution_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { CancelReason, OrderStatus, OrderType, Side, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { startExchange } from '../../../src/main.ts';
import { loadConfig } from '../../../src/settings/config.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { metadataOf, reasonOf } from './provoke.ts';

const HOUR_NS = 3_600_000_000_000n;

let exchange: ExchangeUnderTest;
afterEach(() => exchange.stop());

const orders = (url = exchange.url) =>
  createClient(OrderService, createConnectTransport({ baseUrl: url, httpVersion: '1.1' }));
const goodTill = (expireTimeNs: bigint, clientOrderId = '') => ({
  ...{ instrumentId: 1, side: Side.BUY, orderType: OrderType.LIMIT, timeInForce: TimeInForce.GTD },
  ...{ price: 100n, quantity: 10n, expireTimeNs, clientOrderId },
});
const byName = (clientOrderId: string) => ({
  order: { reference: { case: 'clientOrderId' as const, value: clientOrderId } },
});
const nowNs = () => BigInt(Date.now()) * 1_000_000n;

async function start(settings: Readonly<Record<string, string>>): Promise<void> {
  exchange = await ExchangeUnderTest.start(settings);
  await exchange.createInstrument('GTD');
}

test('an order expires when an administrator advances the clock that far, before the answer', async () => {
  await start({ CLOCK: 'manual' });
  const { alice, admin } = exchange.headers;
  const advance = (value: bigint) =>
    exchange.admin.advanceClock({ to: { case: 'durationNs', value } }, { headers: admin });
  const { timeNs } = await advance(1n);
  const placed = await orders().placeOrder(goodTill(timeNs + HOUR_NS, 'gtd'), { headers: alice });
  expect(placed.orderStatus).toBe(OrderStatus.NEW);
  await exchange.placeLimit('bob', { instrumentId: 1, side: Side.SELL, price: 100n, quantity: 4n });
  const amend = { ...byName('gtd'), price: 99n };
  await orders().amendOrder(amend, { headers: alice });
  await advance(HOUR_NS - 1n);
  const open = await orders().getOrder(byName('gtd'), { headers: alice });
  expect(open.order).toMatchObject({
    ...{ orderStatus: OrderStatus.PARTIALLY_FILLED, timeInForce: TimeInForce.GTD, price: 99n },
    expireTimeNs: timeNs + HOUR_NS,
  });

  const advanced = await advance(1n);
  expect(advanced).toMatchObject({ timeNs: timeNs + HOUR_NS });
  const expired = {
    ...{ orderStatus: OrderStatus.EXPIRED, leavesQuantity: 0n, cumQuantity: 4n, canceledQuantity: 6n },
  };
  const cancelReason = CancelReason.EXPIRED;
  const { order } = await orders().getOrder(byName('gtd'), { headers: alice });
  expect(order).toMatchObject({ ...expired, cancelReason, transactTimeNs: timeNs + HOUR_NS });
  expect(await reasonOf(orders().cancelOrder(byName('gtd'), { headers: alice }))).toBe('UNKNOWN_ORDER');
  // Also the same order sent again, whose time has passed.
  const again = await orders().placeOrder(goodTill(timeNs + HOUR_NS, 'gtd'), { headers: alice });
  expect(again).toMatchObject({ ...expired, cancelReason, isRepeat: true });
  const other = orders().placeOrder(goodTill(timeNs + 2n * HOUR_NS, 'gtd'), { headers: alice });
  expect(await reasonOf(other)).toBe('DUPLICATE_CLIENT_ORDER_ID');

  const leave = new AbortController();
  const reports = orders().streamExecutions(
    { resumeFromSequence: advanced.sequence - 1n, epoch: placed.epoch },
    { headers: alice, signal: leave.signal },
  );
  for await (const { executions } of reports) {
    const [report] = executions;
    if (report === undefined) continue;
    expect(report).toMatchObject({
      ...{ execType: ExecType.CANCELED, cancelReason, order: { ...expired, cancelReason } },
      sequence: advanced.sequence,
    });
    break;
  }
  leave.abort();
  const history = createClient(HistoryService, exchange.transport);
  await expect
    .poll(async () => (await history.listOrders({}, { headers: alice })).orders)
    .toMatchObject([{ ...expired, cancelReason, expireTimeNs: timeNs + HOUR_NS }]);
});

test('an order expires by itself', async () => {
  await start({});
  const headers = exchange.headers.alice;
  const expireTimeNs = nowNs() + 400_000_000n;
  const { orderId } = await orders().placeOrder(goodTill(expireTimeNs), { headers });
  const reference = { order: { reference: { case: 'orderId' as const, value: orderId } } };
  await expect
    .poll(async () => (await orders().getOrder(reference, { headers })).order?.orderStatus, {
      timeout: 5_000,
    })
    .toBe(OrderStatus.EXPIRED);
  const { order } = await orders().getOrder(reference, { headers });
  expect(order?.transactTimeNs).toBeGreaterThanOrEqual(expireTimeNs);
});

test('what fell due while the exchange was down expires at its start', async () => {
  await start({});
  const headers = exchange.headers.alice;
  await orders().placeOrder(goodTill(nowNs() + 300_000_000n, 'soon'), { headers });
  await orders().placeOrder(goodTill(nowNs() + HOUR_NS, 'later'), { headers });
  await exchange.running.stop();
  await new Promise((resolve) => setTimeout(resolve, 400));
  const again = await startExchange(
    loadConfig({ PORT: '0', GATEWAYS: '0', DATA_DIR: exchange.dataDir, LOG_LEVEL: 'silent' }, {}),
  );
  try {
    const { orders: open } = await orders(again.url).listOpenOrders({}, { headers });
    expect(open.map(({ clientOrderId }) => clientOrderId)).toEqual(['later']);
    const { order } = await orders(again.url).getOrder(byName('soon'), { headers });
    expect(order?.orderStatus).toBe(OrderStatus.EXPIRED);
  } finally {
    await again.stop();
  }
});

test('an order without a time, with one that is over, or with one it cannot have, is refused', async () => {
  await start({ CLOCK: 'manual' });
  const { alice, admin } = exchange.headers;
  const { timeNs } = await exchange.admin.advanceClock(
    { to: { case: 'durationNs', value: 1n } },
    { headers: admin },
  );
  const place = (order: Parameters<ReturnType<typeof orders>['placeOrder']>[0]) =>
    orders().placeOrder(order, { headers: alice });
  expect(await reasonOf(place(goodTill(0n)))).toBe('FIELD_REQUIRED');
  expect(await reasonOf(place(goodTill(timeNs)))).toBe('FIELD_OUT_OF_RANGE');
  expect(await metadataOf(place(goodTill(timeNs)), 'min')).toBe(String(timeNs + 1n));
  expect(await reasonOf(place(goodTill(2n ** 63n)))).toBe('FIELD_OUT_OF_RANGE');
  const gtc = { ...goodTill(timeNs + 1n), timeInForce: TimeInForce.GTC };
  expect(await reasonOf(place(gtc))).toBe('FIELD_INVALID');
  const market = { ...goodTill(timeNs + 1n), orderType: OrderType.MARKET, price: 0n };
  expect(await reasonOf(place(market))).toBe('FIELD_INVALID');
  expect(await place(goodTill(timeNs + 1n))).toMatchObject({ orderStatus: OrderStatus.NEW });
  expect(await place({ ...goodTill(2n ** 63n - 1n), postOnly: true })).toMatchObject({
    orderStatus: OrderStatus.NEW,
  });
});
