import { CancelReason } from '../../domain/order.ts';
import type { BookSide } from '../book/book-side.ts';
import type { IncomingOrder } from '../incoming-order.ts';

// A constant of the module, for speed: see `Engine`.
const FILL_OR_KILL = CancelReason.FillOrKill;

/**
 * A fill-or-kill order trades its whole quantity at once, or nothing.
 *
 * @param makers the side that the order trades with.
 * @param limit the lowest rank of this side at which it trades.
 */
export function isKilled({ remainder, leaves }: IncomingOrder, makers: BookSide, limit: number): boolean {
  return remainder === FILL_OR_KILL && makers.quantityUpTo(limit, leaves) < leaves;
}
