import { CancelReason, OrderStatus, statusOf } from './order.ts';
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
  /** Why it was canceled. Absent unless it was, and for an order that the seed canceled. */
  readonly cancelReason?: CancelReason;
}

/** An order with its current progress. */
export interface Order {
  readonly orderId: number;
  readonly terms: OrderTerms;
  readonly progress: OrderProgress;
}

export function orderStatusOf({
  leavesQuantity,
  cumQuantity,
  canceledQuantity,
  cancelReason,
}: Pick<OrderProgress, 'leavesQuantity' | 'cumQuantity' | 'canceledQuantity'> & {
  readonly cancelReason?: CancelReason | undefined;
}): OrderStatus {
  if (cancelReason === CancelReason.Expired) return OrderStatus.Expired;
  return statusOf(leavesQuantity, cumQuantity, canceledQuantity);
}
