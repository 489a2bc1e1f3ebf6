import { expect, it } from 'vitest';
import { RETAINED_CLOSED_ORDERS } from '../../src/domain/limits.ts';
import { CancelReason } from '../../src/domain/order.ts';
import type { OrderProgress } from '../../src/domain/order-progress.ts';
import { Orders } from '../../src/feeds/orders.ts';
import { hand, type LoggedEvent } from '../engine/event-log.ts';
import { accepted, amended, canceled, orderImported, traded } from '../engine/events.ts';

/** The view, and what hands events to it, all at one time. */
function view() {
  const head = { timeNs: 1n };
  const orders = new Orders(head);
  const take = (...events: readonly LoggedEvent[]) => {
    for (const event of events) hand(event, orders);
  };
  return { orders, take, head };
}

const order = (orderId: number, instrumentId = 1, partyNumber = 1) =>
  accepted(orderId, { instrumentId, partyNumber });

const idsOf = (orders: Iterable<{ readonly orderId: number }>) =>
  Array.from(orders, ({ orderId }) => orderId);

it('lists the open orders of a party page by page, in order of id, whatever order a snapshot had', () => {
  const { orders, take } = view();
  for (const id of [2, 5, 9, 3, 1]) take(order(id));
  take(order(4, 1, 2));
  expect(idsOf(orders.openOfParty(1, 0, 2))).toEqual([1, 2]);
  expect(idsOf(orders.openOfParty(1, 2, 2))).toEqual([3, 5]);
  take(canceled(5));
  expect(idsOf(orders.openOfParty(1, 4, 2))).toEqual([9]);
  expect(idsOf(orders.openOfParty(3, 0, 2))).toEqual([]);
});

it('lists the orders of an instrument, open and closed, in order of id, as long as they are kept', () => {
  const { orders, take } = view();
  for (const id of [5_000, 2, 9, 3, 1]) take(order(id, id === 9 ? 2 : 1, id));
  take(canceled(3));
  expect(idsOf(orders.ofInstrument(1, 0, 10))).toEqual([1, 2, 3, 5_000]);
  expect(idsOf(orders.ofInstrument(1, 2, 1))).toEqual([3]);
  expect(idsOf(orders.ofInstrument(2, 0, 10))).toEqual([9]);
  for (let id = 10_000; id < 10_000 + RETAINED_CLOSED_ORDERS; id += 1) {
    take(order(id, 2));
    take(canceled(id));
  }
  expect(idsOf(orders.ofInstrument(1, 0, 10))).toEqual([1, 2, 5_000]);
});

it('keeps time priority: an order that loses its place moves behind the others', () => {
  const { orders, take } = view();
  for (const id of [1, 2, 3]) take(order(id));
  take(amended(1, { price: 101 }), amended(2, { leavesQuantity: 5, priorityKept: true }));
  expect(idsOf(orders.open())).toEqual([2, 3, 1]);
});

it('remembers closed orders, but only the latest', () => {
  const { orders, take } = view();
  const last = RETAINED_CLOSED_ORDERS + 1;
  for (let id = 1; id <= last; id += 1) {
    take(order(id));
    take(canceled(id));
  }
  expect(orders.get(1)).toBeUndefined();
  expect(orders.get(2)?.progress).toMatchObject({ canceledQuantity: 10, leavesQuantity: 0 });
  expect(orders.openCount).toBe(0);
});

it('folds each event into terms and progress, and leaves those that were read before alone', () => {
  const { orders, take, head } = view();
  const seen: (readonly [price: number, quantity: number, progress: OrderProgress])[] = [];
  const look = () => {
    const { terms, progress } = orders.get(1) ?? {};
    if (terms && progress) seen.push([terms.price, terms.quantity, progress]);
    head.timeNs += 1n;
  };
  take(accepted(1), accepted(2));
  look();
  take(traded(1, 1, 2, { quantity: 4, price: 100, makerLeavesQuantity: 6, takerLeavesQuantity: 6 }));
  look();
  take(amended(1, { price: 99, leavesQuantity: 3 }));
  look();
  take(canceled(1));
  look();
  const first = { cumQuantity: 0, canceledQuantity: 0, notional: 0n, acceptTimeNs: 1n };
  const then = { ...first, cumQuantity: 4, notional: 400n };
  const canceledLast = {
    leavesQuantity: 0,
    canceledQuantity: 3,
    cancelReason: CancelReason.Requested,
    transactTimeNs: 4n,
  };
  expect(seen).toEqual([
    [100, 10, { ...first, leavesQuantity: 10, transactTimeNs: 1n }],
    [100, 10, { ...then, leavesQuantity: 6, transactTimeNs: 2n }],
    [99, 7, { ...then, leavesQuantity: 3, transactTimeNs: 3n }],
    [99, 7, { ...then, ...canceledLast }],
  ]);
});

it('takes imported orders as they are, open and closed', () => {
  const { orders, take } = view();
  take(orderImported(7), orderImported(3, {}, { leavesQuantity: 0, cumQuantity: 10, notional: 2n ** 90n }));
  expect(idsOf(orders.open())).toEqual([7]);
  expect(idsOf(orders.closed())).toEqual([3]);
  expect(orders.get(3)?.progress.notional).toBe(2n ** 90n);
});

it('adds up money beyond any number, exactly', () => {
  const { orders, take } = view();
  const most = Number.MAX_SAFE_INTEGER;
  take(accepted(1, { price: most, quantity: most }), accepted(2, { price: most, quantity: most }));
  take(traded(1, 1, 2, { price: most, quantity: most - 1, makerLeavesQuantity: 1, takerLeavesQuantity: 1 }));
  take(traded(2, 1, 2, { price: most, quantity: 1 }));
  expect(orders.get(1)?.progress).toMatchObject({ cumQuantity: most, notional: BigInt(most) ** 2n });
  expect(orders.get(2)?.progress).toEqual(orders.get(1)?.progress);
});
