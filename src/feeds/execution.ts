import type { CancelReason } from '../domain/order.ts';
import type { OrderRecord } from './orders.ts';

export const ExecType = { New: 1, Trade: 2, Canceled: 3, Replaced: 4 } as const;
export type ExecType = (typeof ExecType)[keyof typeof ExecType];

/** One thing that happened to one order. */
export interface ExecutionRecord {
  readonly execId: number;
  readonly sequence: number;
  readonly execType: ExecType;
  /** The order as it stood right after. */
  readonly order: Readonly<OrderRecord>;
  /** 0 unless `execType` is Trade; so are `lastPrice` and `lastQuantity`. */
  readonly tradeId: number;
  readonly lastPrice: number;
  readonly lastQuantity: number;
  readonly isMaker: boolean;
  /** Only with Canceled. */
  readonly cancelReason: CancelReason | undefined;
}
