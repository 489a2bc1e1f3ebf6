import { type CancelReason, Side } from '../domain/order.ts';
import type { Book } from './book/book.ts';
import { RESTS } from './rules/remainder.ts';

/** An order on its way into the book: a new one, or one that lost its place. The engine and the fold each reuse one. */
export class IncomingOrder {
  /** 0 while no order is on its way. */
  orderId = 0;
  book: Book | undefined;
  partyNumber = 0;
  side: Side = Side.Buy;
  /** The worst tick that it trades at. */
  limit = 0;
  /** 0 for a market order. */
  price = 0;
  leaves = 0;
  cum = 0;
  remainder: CancelReason | typeof RESTS = RESTS;
}
