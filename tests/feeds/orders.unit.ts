import { expect, it } from 'vitest';
import { RETAINED_CLOSED_ORDERS } from '../../src/domain/limits.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { type OrderRecord, Orders } from '../../src/feeds/orders.ts';

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
  expect(idsOf(orders.listOpen(1, 0, 0, 2))).toEqual([1, 2]);
  expect(idsOf(orders.listOpen(1, 0, 2, 2))).toEqual([3, 5]);
  expect(idsOf(orders.listOpen(1, 0, 5, 2))).toEqual([9]);
});

it('lists those of one instrument', () => {
  const orders = new Orders();
  for (const id of [1, 2, 3, 4]) orders.add(order(id, id % 2));
  expect(idsOf(orders.listOpen(1, 1, 0, 10))).toEqual([1, 3]);
});

it('lists what there is, open and closed, in order of id', () => {
  const orders = new Orders();
  for (const id of [5_000, 2, 9, 3, 1]) orders.add(order(id, id === 9 ? 2 : 1, id));
  orders.canceled(3, 1n);
  expect(idsOf(orders.inOrderOfId())).toEqual([1, 2, 3, 9, 5_000]);
  expect(idsOf(new Orders().inOrderOfId())).toEqual([]);
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
