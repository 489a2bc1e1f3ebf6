import type { TradeRecord } from '../domain/trade.ts';
import type { OrderTraded } from '../events/events.ts';

/** The trade of an event, to keep. */
export function tradeOf(event: OrderTraded, sequence: number, timeNs: bigint): TradeRecord {
  return {
    tradeId: event.tradeId,
    sequence,
    instrumentId: event.instrumentId,
    price: event.price,
    quantity: event.quantity,
    aggressorSide: event.aggressorSide,
    makerOrderId: event.makerOrderId,
    makerPartyNumber: event.makerPartyNumber,
    makerLeavesQuantity: event.makerLeavesQuantity,
    takerOrderId: event.takerOrderId,
    takerPartyNumber: event.takerPartyNumber,
    takerLeavesQuantity: event.takerLeavesQuantity,
    transactTimeNs: timeNs,
  };
}
