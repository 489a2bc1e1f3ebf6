import { OrderStatus, statusOf } from './order.ts';
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

/** The status of an order. Nothing happens to an order from its time of expiry on, so one that was canceled then has expired. */
export function orderStatusOf({ terms, progress }: Order): OrderStatus {
  const { leavesQuantity, cumQuantity, canceledQuantity, transactTimeNs } = progress;
  const status = statusOf(leavesQuantity, cumQuantity, canceledQuantity);
  const hasExpired = terms.expireTimeNs !== undefined && transactTimeNs >= terms.expireTimeNs;
  return status === OrderStatus.Canceled && hasExpired ? OrderStatus.Expired : status;
}
