import { TimeInForce } from '../../domain/order.ts';
import type { OrderTerms } from '../../domain/order-terms.ts';
import type { Book } from '../book/book.ts';

const FILL_OR_KILL = TimeInForce.FillOrKill;

/**
 * A fill-or-kill order trades its whole quantity at once, or nothing.
 *
 * @param limit the worst tick that the order trades at.
 */
export function isKilled({ timeInForce, side, quantity }: OrderTerms, book: Book, limit: number): boolean {
  return timeInForce === FILL_OR_KILL && book.quantityUpTo(side, limit, quantity) < quantity;
}
