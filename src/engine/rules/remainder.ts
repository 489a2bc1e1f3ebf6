import { CancelReason, mayRest, OrderType } from '../../domain/order.ts';
import type { OrderTerms } from '../../domain/order-terms.ts';

/** The open part of the order rests. */
export const RESTS = 0;

/** What becomes of the part of an incoming order that does not trade: RESTS, or the reason for which it is canceled. */
export function remainderOf({ orderType, timeInForce }: OrderTerms): CancelReason | typeof RESTS {
  return orderType === OrderType.Limit && mayRest(timeInForce) ? RESTS : CancelReason.ImmediateOrCancel;
}
