import type { Side } from '../domain/order.ts';

/** A trade. */
export interface TradeRecord {
  readonly tradeId: number;
  readonly sequence: number;
  readonly instrumentId: number;
  readonly price: number;
  readonly quantity: number;
  readonly aggressorSide: Side;
  readonly makerOrderId: number;
  readonly makerPartyNumber: number;
  /** What the maker still had open after this trade. */
  readonly makerLeavesQuantity: number;
  readonly takerOrderId: number;
  readonly takerPartyNumber: number;
  readonly takerLeavesQuantity: number;
  readonly transactTimeNs: bigint;
}
