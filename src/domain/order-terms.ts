import type { OrderType, Side, TimeInForce } from './order.ts';

/** What the owner of an order asks for. Never changed in place: an amended order has new terms. */
export interface OrderTerms {
  readonly partyNumber: number;
  readonly instrumentId: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  /** Limit in minor units; 0 for a market order. */
  readonly price: number;
  /** Total in minor units, including what has traded. */
  readonly quantity: number;
  /** The owner's own id of the order; empty when there is none. */
  readonly clientOrderId: string;
}
