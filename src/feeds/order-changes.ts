import type { Order, OrderProgress } from '../domain/order-progress.ts';
import type { OrderAccepted, OrderAmended, OrderTraded } from '../events/events.ts';

/*
 * What each event makes of an order. Progress is a new object each time, so that reports can keep it.
 */

/** An order whose terms and progress are replaced as events come. */
export type ChangingOrder = { -readonly [Key in keyof Order]: Order[Key] };

export function progressOfNew({ terms }: OrderAccepted, timeNs: bigint): OrderProgress {
  return {
    leavesQuantity: terms.quantity,
    cumQuantity: 0,
    canceledQuantity: 0,
    notional: 0n,
    acceptTimeNs: timeNs,
    transactTimeNs: timeNs,
  };
}

/** @param notional price × quantity of the trade. */
export function fill(
  order: ChangingOrder,
  trade: OrderTraded,
  leavesQuantity: number,
  timeNs: bigint,
  notional: bigint,
): void {
  const { progress } = order;
  order.progress = {
    leavesQuantity,
    cumQuantity: progress.cumQuantity + trade.quantity,
    canceledQuantity: progress.canceledQuantity,
    notional: progress.notional + notional,
    acceptTimeNs: progress.acceptTimeNs,
    transactTimeNs: timeNs,
  };
}

/** Cancels all that is open. */
export function cancel(order: ChangingOrder, timeNs: bigint): void {
  const { progress } = order;
  order.progress = {
    leavesQuantity: 0,
    cumQuantity: progress.cumQuantity,
    canceledQuantity: progress.canceledQuantity + progress.leavesQuantity,
    notional: progress.notional,
    acceptTimeNs: progress.acceptTimeNs,
    transactTimeNs: timeNs,
  };
}

export function amend(order: ChangingOrder, event: OrderAmended, timeNs: bigint): void {
  const { terms, progress } = order;
  const { price, leavesQuantity } = event;
  order.terms = { ...terms, price, quantity: progress.cumQuantity + leavesQuantity };
  order.progress = {
    leavesQuantity,
    cumQuantity: progress.cumQuantity,
    canceledQuantity: progress.canceledQuantity,
    notional: progress.notional,
    acceptTimeNs: progress.acceptTimeNs,
    transactTimeNs: timeNs,
  };
}
