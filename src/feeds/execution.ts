import type { CancelReason } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import type { OrderRecord, OrderTerms } from './order-record.ts';

export const ExecType = { New: 1, Trade: 2, Canceled: 3, Replaced: 4 } as const;
export type ExecType = (typeof ExecType)[keyof typeof ExecType];

/**
 * One thing that happened to one order, and the order as it stood right after. Hundreds of thousands are kept, so what never changes
 * of an order is shared by all its reports.
 */
export interface ExecutionRecord {
  readonly sequence: number;
  readonly execType: ExecType;
  readonly terms: OrderTerms;
  readonly price: number;
  readonly quantity: number;
  readonly leavesQuantity: number;
  readonly cumQuantity: number;
  readonly canceledQuantity: number;
  readonly notional: number;
  readonly transactTimeNs: bigint;
  /** 0 unless `execType` is Trade; so are `lastPrice` and `lastQuantity`. */
  readonly tradeId: number;
  readonly lastPrice: number;
  readonly lastQuantity: number;
  readonly isMaker: boolean;
  /** Only with Canceled. */
  readonly cancelReason: CancelReason | undefined;
}

/** Unique for ever and counting up: an event reports at most twice, to a taker and to a maker. */
export function execIdOf({ sequence, isMaker }: ExecutionRecord): number {
  return sequence * 2 + (isMaker ? 1 : 0);
}

/** The order as it stood right after. */
export function orderOf(report: ExecutionRecord): OrderSnapshot {
  const { terms } = report;
  return {
    orderId: terms.orderId,
    clientOrderId: terms.clientOrderId,
    instrumentId: terms.instrumentId,
    partyNumber: terms.partyNumber,
    side: terms.side,
    orderType: terms.orderType,
    timeInForce: terms.timeInForce,
    acceptTimeNs: terms.acceptTimeNs,
    price: report.price,
    quantity: report.quantity,
    leavesQuantity: report.leavesQuantity,
    cumQuantity: report.cumQuantity,
    canceledQuantity: report.canceledQuantity,
    notional: report.notional,
    transactTimeNs: report.transactTimeNs,
  };
}

/** @param order as it stands right after; it may change then. */
export function reportOf(
  sequence: number,
  execType: ExecType,
  order: OrderRecord,
  cancelReason: CancelReason | undefined,
): ExecutionRecord {
  return record(sequence, execType, order, 0, 0, 0, false, cancelReason);
}

/** @param order as it stands right after; it may change then. */
export function tradeReportOf(
  sequence: number,
  order: OrderRecord,
  tradeId: number,
  lastPrice: number,
  lastQuantity: number,
  isMaker: boolean,
): ExecutionRecord {
  return record(sequence, ExecType.Trade, order, tradeId, lastPrice, lastQuantity, isMaker, undefined);
}

function record(
  sequence: number,
  execType: ExecType,
  order: OrderRecord,
  tradeId: number,
  lastPrice: number,
  lastQuantity: number,
  isMaker: boolean,
  cancelReason: CancelReason | undefined,
): ExecutionRecord {
  return {
    sequence,
    execType,
    terms: order,
    price: order.price,
    quantity: order.quantity,
    leavesQuantity: order.leavesQuantity,
    cumQuantity: order.cumQuantity,
    canceledQuantity: order.canceledQuantity,
    notional: order.notional,
    transactTimeNs: order.transactTimeNs,
    tradeId,
    lastPrice,
    lastQuantity,
    isMaker,
    cancelReason,
  };
}
