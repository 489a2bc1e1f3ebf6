import { CancelReason, mayRest, OrderType, TimeInForce } from '../../domain/order.ts';
import type { OrderTerms } from '../../domain/order-terms.ts';

// Constants of the module, for speed: see `Engine`.
const LIMIT = OrderType.Limit;
const FILL_OR_KILL = TimeInForce.FillOrKill;
const KILLED = CancelReason.FillOrKill;
const CANCELED = CancelReason.ImmediateOrCancel;

/** The open part of the order rests. */
export const RESTS = 0;

/** What becomes of the part of an incoming order that does not trade: RESTS, or the reason for which it is canceled. */
export function remainderOf({ orderType, timeInForce }: OrderTerms): CancelReason | typeof RESTS {
  if (orderType === LIMIT && mayRest(timeInForce)) return RESTS;
  return timeInForce === FILL_OR_KILL ? KILLED : CANCELED;
}
