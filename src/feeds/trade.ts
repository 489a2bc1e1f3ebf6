import type { Side } from '../domain/order.ts';

/** A trade as everyone may see it. */
export interface TradeRecord {
  readonly tradeId: number;
  readonly sequence: number;
  readonly instrumentId: number;
  readonly price: number;
  readonly quantity: number;
  readonly aggressorSide: Side;
  readonly makerOrderId: number;
  readonly takerOrderId: number;
  readonly transactTimeNs: bigint;
}
