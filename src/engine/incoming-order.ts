import { type CancelReason, Side } from '../domain/order.ts';
import type { Book } from './book/book.ts';
import { RESTS } from './rules/remainder.ts';

/**
 * An order outside the book: a new one, or one that lost its place. The engine and the fold have one object each and reuse it.
 */
export class IncomingOrder {
  /** 0 for none. */
  orderId = 0;
  book: Book | undefined;
  partyNumber = 0;
  side: Side = Side.Buy;
  /** The worst tick at which it trades. */
  limit = 0;
  /** 0 for a market order. */
  price = 0;
  leaves = 0;
  cum = 0;
  isPostOnly = false;
  remainder: CancelReason | typeof RESTS = RESTS;
}
