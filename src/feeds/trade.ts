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

/** The trade of event `sequence` at `timeNs`, which the other arguments tell. */
export function tradeRecord(
  sequence: number,
  timeNs: bigint,
  tradeId: number,
  instrumentId: number,
  price: number,
  quantity: number,
  aggressorSide: Side,
  makerOrderId: number,
  makerPartyNumber: number,
  makerLeaves: number,
  takerOrderId: number,
  takerPartyNumber: number,
  takerLeaves: number,
): TradeRecord {
  return {
    tradeId,
    sequence,
    instrumentId,
    price,
    quantity,
    aggressorSide,
    makerOrderId,
    makerPartyNumber,
    makerLeavesQuantity: makerLeaves,
    takerOrderId,
    takerPartyNumber,
    takerLeavesQuantity: takerLeaves,
    transactTimeNs: timeNs,
  };
}
