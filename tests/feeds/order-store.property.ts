import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { Order } from '../../src/domain/order-progress.ts';
import { OrderRows, rowOf } from '../../src/feeds/order-rows.ts';
import { OrderStore } from '../../src/feeds/order-store.ts';
import { amended, traded } from '../engine/events.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);

const quantity = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 2 ** 45 }));
const price = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.maxSafeNat());
const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const word = fc.integer({ min: 1, max: 2 ** 32 - 1 });

const terms = fc.record(
  {
    partyNumber: word,
    instrumentId: word,
    side: fc.constantFrom(...Object.values(Side)),
    orderType: fc.constantFrom(...Object.values(OrderType)),
    timeInForce: fc.constantFrom(...Object.values(TimeInForce)),
    price,
    clientOrderId: fc.oneof(fc.constant(''), fc.string()),
    postOnly: fc.constant(true),
    expireTimeNs: time,
  },
  {
    requiredKeys: [
      'partyNumber',
      'instrumentId',
      'side',
      'orderType',
      'timeInForce',
      'price',
      'clientOrderId',
    ],
  },
);
const progress = fc.record(
  {
    leavesQuantity: quantity,
    cumQuantity: fc.oneof(fc.constant(0), quantity),
    canceledQuantity: fc.oneof(fc.constant(0), quantity),
    notional: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 120n })),
    acceptTimeNs: time,
    transactTimeNs: time,
    cancelReason: fc.constantFrom(...Object.values(CancelReason)),
  },
  {
    requiredKeys: [
      ...(['leavesQuantity', 'cumQuantity', 'canceledQuantity'] as const),
      ...(['notional', 'acceptTimeNs', 'transactTimeNs'] as const),
    ],
  },
);
const step = fc.record({
  kind: fc.constantFrom('add' as const, 'add' as const, 'fill', 'cancel', 'amend', 'remove', 'copy'),
  which: fc.nat(),
  terms,
  progress,
  price,
  quantity,
  reason: fc.constantFrom(...Object.values(CancelReason)),
  timeNs: time,
});

it('has of every order what its events came to, in whatever rows it stood', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const store = new OrderStore();
      const model = new Map<number, Order>();
      const copies = new OrderRows();
      const copied = new Map<number, Order>();
      let lastId = 0;
      for (const {
        kind,
        which,
        terms: asked,
        progress: begun,
        price: at,
        quantity: size,
        reason,
        timeNs,
      } of steps) {
        const open = [...model.values()].filter(({ progress: { leavesQuantity } }) => leavesQuantity > 0);
        const order = open[which % open.length];
        if (kind === 'add') {
          lastId += 1;
          const { leavesQuantity, cumQuantity, canceledQuantity } = begun;
          const whole = { ...asked, quantity: leavesQuantity + cumQuantity + canceledQuantity };
          store.add(lastId, whole, begun);
          model.set(lastId, { orderId: lastId, terms: whole, progress: begun });
          continue;
        }
        if (order === undefined) continue;
        const { orderId } = order;
        const place = store.placeOfOpen(orderId);
        const before = order.progress;
        const change = (after: Partial<Order['progress']>, changed: Partial<Order['terms']> = {}) => {
          const now = { ...before, ...after, transactTimeNs: timeNs };
          model.set(orderId, { orderId, terms: { ...order.terms, ...changed }, progress: now });
        };
        if (kind === 'fill') {
          const filled = Math.min(size, before.leavesQuantity);
          const leavesQuantity = before.leavesQuantity - filled;
          store.fill(place, traded(1, 1, 2, { price: at, quantity: filled }).record, leavesQuantity, timeNs);
          const cumQuantity = before.cumQuantity + filled;
          change({ leavesQuantity, cumQuantity, notional: before.notional + BigInt(at) * BigInt(filled) });
        } else if (kind === 'cancel') {
          store.cancel(place, reason, timeNs);
          const canceledQuantity = before.canceledQuantity + before.leavesQuantity;
          change({ leavesQuantity: 0, canceledQuantity, cancelReason: reason });
        } else if (kind === 'amend') {
          const leavesQuantity = size % 2 === 0 ? 0 : size;
          store.amend(place, amended(orderId, { price: at, leavesQuantity }).record, timeNs);
          const total = leavesQuantity + before.cumQuantity + before.canceledQuantity;
          change({ leavesQuantity }, { price: at, quantity: total });
        } else if (kind === 'copy') {
          const row = which % 3;
          copies.copy(row, store.rowsAt(place), rowOf(place));
          copied.set(row, order);
        } else {
          store.remove(place);
          model.delete(orderId);
        }
      }
      for (const [orderId, order] of model) {
        const place = store.placeOf(orderId);
        expect(place === undefined ? undefined : store.at(place)).toEqual(order);
      }
      for (const [row, order] of copied) expect(copies.get(row)).toEqual(order);
      expect(store.placeOf(lastId + 1)).toBeUndefined();
    }),
    { numRuns: 200 * CAMPAIGN },
  );
});

it('takes the places of removed orders again, on pages that were full or are empty', () => {
  const store = new OrderStore();
  const order = {
    ...{ partyNumber: 1, instrumentId: 1, side: Side.Buy, orderType: OrderType.Limit },
    ...{ timeInForce: TimeInForce.GoodTillCanceled, price: 1, quantity: 1, clientOrderId: '' },
  };
  const begun = { leavesQuantity: 1, cumQuantity: 0, canceledQuantity: 0, notional: 0n };
  const add = (orderId: number) =>
    store.add(orderId, order, { ...begun, acceptTimeNs: 0n, transactTimeNs: 0n });
  const places = Array.from({ length: 5_000 }, (_, index) => add(index + 1));
  expect(new Set(places).size).toBe(5_000);
  for (const place of places) store.remove(place);
  const again = Array.from({ length: 5_000 }, (_, index) => add(index + 10_001));
  expect(Math.max(...again)).toBeLessThanOrEqual(Math.max(...places) + 1_024);
  for (const [index, place] of again.entries()) expect(store.at(place).orderId).toBe(index + 10_001);
  expect(store.placeOf(1)).toBeUndefined();
});
