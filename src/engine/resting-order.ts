import type { Side } from '../domain/order.ts';

/** An order in the book. */
export interface RestingOrder {
  readonly orderId: number;
  readonly instrumentId: number;
  readonly partyNumber: number;
  readonly side: Side;
  readonly price: number;
  readonly leaves: number;
  readonly cum: number;
  readonly isPostOnly: boolean;
}
