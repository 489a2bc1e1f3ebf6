import type { CancelReason } from '../domain/order.ts';
import type { Order } from '../domain/order-progress.ts';
import type { TradeRecord } from '../domain/trade.ts';

export const ExecType = { New: 1, Trade: 2, Canceled: 3, Replaced: 4 } as const;
export type ExecType = (typeof ExecType)[keyof typeof ExecType];

/**
 * One event of one order, with the order right after it.
 */
export interface ExecutionRecord extends Order {
  readonly sequence: number;
  readonly execType: ExecType;
  /** Set only with `ExecType.Trade`. */
  readonly trade: TradeRecord | undefined;
  /** Set only with `ExecType.Canceled`. */
  readonly cancelReason: CancelReason | undefined;
}

/** Whether it is the report of the maker of a trade. */
export function isMaker({ orderId, trade }: ExecutionRecord): boolean {
  return trade?.makerOrderId === orderId;
}

/** Unique and increasing: one event has at most two reports, for the taker and the maker. */
export function execIdOf(report: ExecutionRecord): number {
  return report.sequence * 2 + (isMaker(report) ? 1 : 0);
}

/** @param order right after the event. */
export function executionOf(
  { orderId, terms, progress }: Order,
  sequence: number,
  execType: ExecType,
  cancelReason?: CancelReason,
): ExecutionRecord {
  return { orderId, terms, progress, sequence, execType, trade: undefined, cancelReason };
}

/** @param order right after the trade. */
export function fillOf({ orderId, terms, progress }: Order, trade: TradeRecord): ExecutionRecord {
  const { sequence } = trade;
  return { orderId, terms, progress, sequence, execType: ExecType.Trade, trade, cancelReason: undefined };
}
