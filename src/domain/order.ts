/** Enums of an order, with the numbers of the journal and the API. */

export const Side = { Buy: 1, Sell: 2 } as const;
export type Side = (typeof Side)[keyof typeof Side];

export const OrderType = { Limit: 1, Market: 2 } as const;
export type OrderType = (typeof OrderType)[keyof typeof OrderType];

export const TimeInForce = {
  GoodTillCanceled: 1,
  ImmediateOrCancel: 2,
  FillOrKill: 3,
  GoodTillDate: 4,
} as const;
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce];

// Constants of the module: V8 looks up a property of an export at each use, and matching asks for each order.
const { GoodTillCanceled, GoodTillDate } = TimeInForce;

/** Whether the open part of a limit order enters the book. */
export function mayRest(timeInForce: TimeInForce): boolean {
  return timeInForce === GoodTillCanceled || timeInForce === GoodTillDate;
}

export const CancelReason = {
  Requested: 1,
  ImmediateOrCancel: 2,
  FillOrKill: 3,
  PostOnly: 4,
  Expired: 5,
} as const;
export type CancelReason = (typeof CancelReason)[keyof typeof CancelReason];

export const OrderStatus = {
  New: 1,
  PartiallyFilled: 2,
  Filled: 3,
  Canceled: 4,
  Rejected: 5,
  Expired: 6,
} as const;
export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

/**
 * The status of an order, computed from its quantities alone so that it cannot contradict them. An order that is neither open nor
 * canceled is filled.
 */
export function statusOf(leaves: number, cum: number, canceled: number): OrderStatus {
  if (leaves > 0) return cum > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
  return canceled > 0 ? OrderStatus.Canceled : OrderStatus.Filled;
}
