import { expect, test } from 'vitest';
import { CancelReason, OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import { RESTS, remainderOf } from '../../../src/engine/rules/remainder.ts';

const { GoodTillCanceled, ImmediateOrCancel } = TimeInForce;

test.each([
  ['a limit order that is good till canceled', OrderType.Limit, GoodTillCanceled, RESTS],
  ['an immediate-or-cancel order', OrderType.Limit, ImmediateOrCancel, CancelReason.ImmediateOrCancel],
  ['a market order', OrderType.Market, ImmediateOrCancel, CancelReason.ImmediateOrCancel],
  [
    'a market order that is good till canceled',
    OrderType.Market,
    GoodTillCanceled,
    CancelReason.ImmediateOrCancel,
  ],
])('the remainder of %s', (_what, orderType, timeInForce, expected) => {
  const whose = { partyNumber: 1, instrumentId: 1, side: Side.Buy, clientOrderId: '' };
  expect(remainderOf({ ...whose, orderType, timeInForce, price: 100, quantity: 1 })).toBe(expected);
});
