import { CancelReason, mayRest, OrderType, TimeInForce } from '../../domain/order.ts';
import type { OrderTerms } from '../../domain/order-terms.ts';

// Constants of the module, for speed: see `Engine`.
const LIMIT = OrderType.Limit;
const FILL_OR_KILL = TimeInForce.FillOrKill;
const KILLED = CancelReason.FillOrKill;
const CANCELED = CancelReason.ImmediateOrCancel;

// V8 looks up an exported constant at each use, in its own module too.
const REST = 0;
/** The open part of the order rests. */
export const RESTS = REST;

/** What becomes of the part of an incoming order that does not trade: RESTS, or the reason for which it is canceled. */
export function remainderOf({ orderType, timeInForce }: OrderTerms): CancelReason | typeof RESTS {
  if (orderType === LIMIT && mayRest(timeInForce)) return REST;
  return timeInForce === FILL_OR_KILL ? KILLED : CANCELED;
}
