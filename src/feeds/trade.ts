import type { Side } from '../domain/order.ts';
import type { TradeRecord } from '../domain/trade.ts';

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
