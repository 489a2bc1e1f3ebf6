import type { CancelReason } from '../domain/order.ts';
import type { BookSide } from './book/book-side.ts';
import { RESTS } from './rules/remainder.ts';

/**
 * An order outside the book: a new one, or one that lost its place. The engine and the fold have one object each and reuse it.
 */
export class IncomingOrder {
  /** 0 for none. */
  orderId = 0;
  /** The side on which it may rest. */
  side: BookSide | undefined;
  partyNumber = 0;
  /** Of its worst price, on its own side; the highest for a market order. */
  rank = 0;
  /** 0 for a market order. */
  price = 0;
  leaves = 0;
  cum = 0;
  isPostOnly = false;
  remainder: CancelReason | typeof RESTS = RESTS;
}
