import { createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService, type StreamExecutionsResponse } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ HEARTBEAT_MS: '100' });
  instrumentId = await exchange.createInstrument('QUEUE');
});
afterAll(() => exchange.stop());

const orders = () => createClient(OrderService, exchange.transport);

async function bid(party: 'alice' | 'bob', quantity: bigint): Promise<bigint> {
  const order = { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 100n, quantity };
  return (await orders().placeOrder(order, { headers: exchange.headers[party] })).orderId;
}

test('the executions of a party tell where its open orders stand, and when that changes', async () => {
  const bobs = await bid('bob', 30n);
  const first = await bid('alice', 10n);
  const hangUp = new AbortController();
  const messages = orders()
    .streamExecutions(
      { withQueuePositions: true },
      { headers: exchange.headers.alice, signal: hangUp.signal },
    )
    [Symbol.asyncIterator]();
  const places = async () => {
    for (;;) {
      const { done, value } = await messages.next();
      if (done === true) throw new Error('the stream has ended');
      const { queuePositions }: StreamExecutionsResponse = value;
      if (queuePositions.length > 0)
        return queuePositions.map((each) => [each.orderId, each.ordersAhead, each.quantityAhead]);
    }
  };
  expect(await places()).toEqual([[first, 1, '30']]);
  const second = await bid('alice', 10n);
  expect(await places()).toEqual([[second, 2, '40']]);
  await orders().cancelOrder(
    { order: { reference: { case: 'orderId', value: bobs } } },
    { headers: exchange.headers.bob },
  );
  expect(await places()).toEqual([
    [first, 0, '0'],
    [second, 1, '10'],
  ]);
  hangUp.abort();
});

test('those who did not ask hear of no places', async () => {
  await bid('alice', 10n);
  const messages = orders()
    .streamExecutions({ resumeFromSequence: 0n }, { headers: exchange.headers.alice })
    [Symbol.asyncIterator]();
  const { value } = await messages.next();
  expect(value?.executions.length).toBeGreaterThan(0);
  expect(value?.queuePositions).toEqual([]);
  await messages.return?.();
});
