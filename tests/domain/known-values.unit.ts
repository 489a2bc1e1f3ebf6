import { expect, it } from 'vitest';
import { knownValue } from '../../src/domain/known-value.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { ORDER_KINDS, orderKindOf } from '../../src/domain/order-kind.ts';
import { toOrder, toTrade } from '../../src/history/history-rows.ts';

const ENUMS = { Side, OrderType, TimeInForce, CancelReason };

it.each(Object.entries(ENUMS))('a stored %s is one that there is, or an error', (name, values) => {
  for (const value of Object.values(values)) expect(knownValue(values, name, value)).toBe(value);
  for (const value of [0, -1, 99, Number.NaN, 1.5])
    expect(() => knownValue(values, name, value)).toThrow(new RangeError(`${name} ${value} is unknown`));
});

it("every order has one of the seed's kinds, and every kind is one order", () => {
  for (const [kind, { orderType, timeInForce }] of Object.entries(ORDER_KINDS))
    expect(orderKindOf(orderType, timeInForce)).toBe(kind);
  // The seed has no word for it; like IOC, it never rests.
  expect(orderKindOf(OrderType.Limit, TimeInForce.FillOrKill)).toBe('IOC');
  expect(orderKindOf(OrderType.Limit, TimeInForce.GoodTillDate)).toBe('GTC');
});

const ROW = {
  ...{ side: 1n, order_type: 1n, time_in_force: 1n },
  ...{ notional: 0n, accept_time_ns: 0n, transact_time_ns: 0n, expire_time_ns: null, cancel_reason: null },
};

it.each(['side', 'order_type', 'time_in_force', 'cancel_reason'])(
  'a row of the history with an unknown %s is no order',
  (column) => {
    const { terms } = toOrder(ROW);
    expect(terms).toMatchObject({ side: Side.Buy, orderType: OrderType.Limit });
    expect(() => toOrder({ ...ROW, [column]: 9n })).toThrow(/ 9 is unknown$/);
  },
);

it('a row of the history with an unknown aggressor is no trade', () => {
  expect(() => toTrade({ aggressor_side: 3n, transact_time_ns: 0n })).toThrow('side 3 is unknown');
});
