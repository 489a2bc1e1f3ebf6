import type { OrderTerms } from './order-terms.ts';

/** What became of an order so far. Always leaves + cum + canceled = `OrderTerms.quantity`. */
export interface OrderProgress {
  /** Minor units, as every quantity here. */
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

/** An order at some moment. */
export interface Order {
  readonly orderId: number;
  readonly terms: OrderTerms;
  readonly progress: OrderProgress;
}
