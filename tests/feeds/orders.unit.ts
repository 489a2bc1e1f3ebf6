import { expect, it } from 'vitest';
import { RETAINED_CLOSED_ORDERS } from '../../src/domain/limits.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderRecord } from '../../src/feeds/order-record.ts';
import { Orders } from '../../src/feeds/orders.ts';

function order(orderId: number, instrumentId = 1, partyNumber = 1): OrderRecord {
  return {
    orderId,
    clientOrderId: '',
    instrumentId,
    partyNumber,
    side: Side.Buy,
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GoodTillCanceled,
    acceptTimeNs: 0n,
    price: 100,
    quantity: 10,
    leavesQuantity: 10,
    cumQuantity: 0,
    canceledQuantity: 0,
    notional: 0,
    transactTimeNs: 0n,
    priority: 0,
  };
}

const idsOf = (orders: Iterable<Readonly<OrderRecord>>) => Array.from(orders, ({ orderId }) => orderId);

it('lists the open orders of a party page by page, in order of id, whatever order a snapshot had', () => {
  const orders = new Orders();
  for (const id of [2, 5, 9, 3, 1]) orders.add(order(id));
  orders.add(order(4, 1, 2));
  expect(idsOf(orders.openOfParty(1, 0, 2))).toEqual([1, 2]);
  expect(idsOf(orders.openOfParty(1, 2, 2))).toEqual([3, 5]);
  orders.canceled(5, 1n);
  expect(idsOf(orders.openOfParty(1, 4, 2))).toEqual([9]);
  expect(idsOf(orders.openOfParty(3, 0, 2))).toEqual([]);
});

it('lists the orders of an instrument, open and closed, in order of id, as long as they are kept', () => {
  const orders = new Orders();
  for (const id of [5_000, 2, 9, 3, 1]) orders.add(order(id, id === 9 ? 2 : 1, id));
  orders.canceled(3, 1n);
  expect(idsOf(orders.ofInstrument(1, 0, 10))).toEqual([1, 2, 3, 5_000]);
  expect(idsOf(orders.ofInstrument(1, 2, 1))).toEqual([3]);
  expect(idsOf(orders.ofInstrument(2, 0, 10))).toEqual([9]);
  for (let id = 10_000; id < 10_000 + RETAINED_CLOSED_ORDERS; id += 1) {
    orders.add(order(id, 2));
    orders.canceled(id, 1n);
  }
  expect(idsOf(orders.ofInstrument(1, 0, 10))).toEqual([1, 2, 5_000]);
});

it('looks at no orders of other instruments, and at few of a page before the one that is asked for', () => {
  const orders = new Orders();
  let looks = 0;
  for (let id = 1; id <= 20_000; id += 1) {
    const counted = order(id, id % 100 === 0 ? 1 : 2, 1);
    Object.defineProperty(counted, 'orderId', {
      get() {
        looks += 1;
        return id;
      },
    });
    orders.add(counted);
  }
  looks = 0;
  expect(orders.ofInstrument(1, 10_000, 50)).toHaveLength(50);
  expect(orders.openOfParty(1, 19_000, 50)).toHaveLength(50);
  expect(looks).toBeLessThan(100);
});

it('keeps time priority: an order that loses its place moves behind the others', () => {
  const orders = new Orders();
  for (const id of [1, 2, 3]) orders.add(order(id));
  orders.amended(1, 101, 10, false, 1n);
  orders.amended(2, 100, 5, true, 1n);
  expect(idsOf(orders.open())).toEqual([2, 3, 1]);
});

it('remembers closed orders, but only the latest', () => {
  const orders = new Orders();
  const last = RETAINED_CLOSED_ORDERS + 1;
  for (let id = 1; id <= last; id += 1) {
    orders.add(order(id));
    orders.canceled(id, 1n);
  }
  expect(orders.get(1)).toBeUndefined();
  expect(orders.get(2)).toMatchObject({ canceledQuantity: 10, leavesQuantity: 0 });
  expect(orders.openCount).toBe(0);
});
