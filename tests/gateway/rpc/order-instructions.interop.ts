import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExecType } from '../../../gen/redleaf/v1/execution_pb.ts';
import { CancelReason, OrderStatus, OrderType, Side, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('INSTRUCTED');
});
afterAll(() => exchange.stop());

const client = () => createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));

const order = (side: Side, price: bigint, quantity: bigint) => ({
  ...{ instrumentId, side, orderType: OrderType.LIMIT, price, quantity },
});

/** The last report of an order in what a stream has sent. */
async function lastReportOf(orderId: bigint, resumeFromSequence: bigint, epoch: bigint) {
  const ending = new AbortController();
  const options = { headers: exchange.headers.alice, signal: ending.signal };
  const stream = client().streamExecutions({ resumeFromSequence, epoch }, options);
  try {
    for await (const { executions } of stream) {
      const report = executions.findLast((each) => each.order?.orderId === orderId);
      if (report !== undefined) return report;
    }
  } finally {
    ending.abort();
  }
  throw new Error('the stream has ended');
}

describe('fill or kill', () => {
  const fillOrKill = (price: bigint, quantity: bigint, clientOrderId = '') => ({
    ...order(Side.BUY, price, quantity),
    ...{ timeInForce: TimeInForce.FOK, clientOrderId },
  });

  test('trades all of its quantity at once', async () => {
    const { alice, bob } = exchange.headers;
    await client().placeOrder(order(Side.SELL, 100n, 5n), { headers: bob });
    await client().placeOrder(order(Side.SELL, 101n, 5n), { headers: bob });
    const placed = await client().placeOrder(fillOrKill(101n, 10n), { headers: alice });
    expect(placed).toMatchObject({
      ...{ orderStatus: OrderStatus.FILLED, cumQuantity: 10n, canceledQuantity: 0n },
      ...{ cancelReason: CancelReason.UNSPECIFIED, fills: [{ price: 100n }, { price: 101n }] },
    });
  });

  test('trades nothing when the book has too little, and says why, in the answer and in the report', async () => {
    const { alice, bob } = exchange.headers;
    const maker = await client().placeOrder(order(Side.SELL, 100n, 5n), { headers: bob });
    const request = fillOrKill(100n, 6n, 'killed');
    const killed = await client().placeOrder(request, { headers: alice });
    expect(killed).toMatchObject({
      ...{ orderStatus: OrderStatus.CANCELED, cumQuantity: 0n, canceledQuantity: 6n },
      ...{ cancelReason: CancelReason.FILL_OR_KILL, fills: [] },
    });
    const report = await lastReportOf(killed.orderId, maker.sequence, killed.epoch);
    expect(report).toMatchObject({ execType: ExecType.CANCELED, cancelReason: CancelReason.FILL_OR_KILL });
    expect(report.order).toMatchObject({ timeInForce: TimeInForce.FOK, orderStatus: OrderStatus.CANCELED });
    const again = await client().placeOrder(request, { headers: alice });
    expect(again).toMatchObject({ orderId: killed.orderId, isRepeat: true, canceledQuantity: 6n });
    const makers = await client().listOpenOrders({}, { headers: bob });
    expect(makers.orders).toMatchObject([{ orderId: maker.orderId, leavesQuantity: 5n }]);
  });
});

describe('post-only', () => {
  const postOnly = (price: bigint, clientOrderId = '') => ({
    ...order(Side.BUY, price, 5n),
    ...{ postOnly: true, clientOrderId },
  });

  test('rests where it does not cross, and shows it in every list and report', async () => {
    const { alice } = exchange.headers;
    const placed = await client().placeOrder(postOnly(50n), { headers: alice });
    expect(placed).toMatchObject({ orderStatus: OrderStatus.NEW, leavesQuantity: 5n });
    const { orders } = await client().listOpenOrders({}, { headers: alice });
    expect(orders.find(({ orderId }) => orderId === placed.orderId)?.postOnly).toBe(true);
    const report = await lastReportOf(placed.orderId, placed.sequence - 2n, placed.epoch);
    expect(report.order?.postOnly).toBe(true);
    const reference = { case: 'orderId' as const, value: placed.orderId };
    await client().cancelOrder({ order: { reference } }, { headers: alice });
    const { order: closed } = await client().getOrder({ order: { reference } }, { headers: alice });
    expect(closed).toMatchObject({ postOnly: true, orderStatus: OrderStatus.CANCELED });
  });

  test('is canceled where it would trade, also after an amend', async () => {
    const { alice, bob } = exchange.headers;
    await client().placeOrder(order(Side.SELL, 70n, 5n), { headers: bob });
    const crossing = await client().placeOrder(postOnly(70n), { headers: alice });
    expect(crossing).toMatchObject({
      ...{ orderStatus: OrderStatus.CANCELED, canceledQuantity: 5n, fills: [] },
      cancelReason: CancelReason.POST_ONLY,
    });
    const resting = await client().placeOrder(postOnly(60n), { headers: alice });
    const reference = { case: 'orderId' as const, value: resting.orderId };
    const amended = await client().amendOrder({ order: { reference }, price: 71n }, { headers: alice });
    expect(amended).toMatchObject({
      ...{ orderStatus: OrderStatus.CANCELED, leavesQuantity: 0n, canceledQuantity: 5n, quantity: 5n },
      ...{ cancelReason: CancelReason.POST_ONLY, fills: [] },
    });
  });

  test('is part of what a repeat has to be the same in', async () => {
    const { alice } = exchange.headers;
    const first = await client().placeOrder(postOnly(40n, 'maker'), { headers: alice });
    const again = await client().placeOrder(postOnly(40n, 'maker'), { headers: alice });
    expect(again).toMatchObject({ orderId: first.orderId, isRepeat: true });
    const other = { ...postOnly(40n, 'maker'), postOnly: false };
    await expect(client().placeOrder(other, { headers: alice })).rejects.toThrow('which is different');
  });

  test.each([TimeInForce.IOC, TimeInForce.FOK])(
    'with time in force %i it is refused',
    async (timeInForce) => {
      const refused = client().placeOrder(
        { ...postOnly(40n), timeInForce },
        { headers: exchange.headers.alice },
      );
      await expect(refused).rejects.toThrow('only an order that may rest can be post_only');
    },
  );
});
