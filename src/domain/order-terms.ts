import type { OrderType, Side, TimeInForce } from './order.ts';

/** The order as its owner has requested it. Immutable: an amended order has new terms. */
export interface OrderTerms {
  readonly partyNumber: number;
  readonly instrumentId: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  /** Limit in minor units; 0 for a market order. */
  readonly price: number;
  /** Total in minor units, including the filled quantity. */
  readonly quantity: number;
  /** The owner's own id of the order; empty for none. */
  readonly clientOrderId: string;
  /** It never takes: it is canceled where it would trade on entry. Absent: false. */
  readonly postOnly?: boolean;
  /** When it expires: nanoseconds since 1970-01-01 UTC. Absent unless it is good till a date. */
  readonly expireTimeNs?: bigint;
}
