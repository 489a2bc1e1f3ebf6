import type { OrderTerms } from './order-terms.ts';

/** The current quantities of an order. leaves + cum + canceled is always `OrderTerms.quantity`. */
export interface OrderProgress {
  /** In minor units, like all quantities here. */
  readonly leavesQuantity: number;
  readonly cumQuantity: number;
  readonly canceledQuantity: number;
  /** Exact sum of price × quantity over the trades, in minor units of both. */
  readonly notional: bigint;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly acceptTimeNs: bigint;
  /** Time of the last change: nanoseconds since 1970-01-01 UTC. */
  readonly transactTimeNs: bigint;
}

/** An order with its current progress. */
export interface Order {
  readonly orderId: number;
  readonly terms: OrderTerms;
  readonly progress: OrderProgress;
}
