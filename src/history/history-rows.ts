import { knownValue } from '../domain/known-value.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { Order } from '../domain/order-progress.ts';
import type { TradeRecord } from '../domain/trade.ts';
import type { Candle } from '../market/candle.ts';
import { toSum } from '../market/sum.ts';
import type { HistoryFill } from './history-query.ts';

/** A row of `history.db`, its integers as BigInts. */
export type Row = Readonly<Record<string, unknown>>;

export function toOrder(row: Row): Order {
  return {
    orderId: Number(row['order_id']),
    terms: {
      partyNumber: Number(row['party_number']),
      instrumentId: Number(row['instrument_id']),
      side: toSide(row['side']),
      orderType: knownValue(OrderType, 'order type', Number(row['order_type'])),
      timeInForce: knownValue(TimeInForce, 'time in force', Number(row['time_in_force'])),
      price: Number(row['price']),
      quantity: Number(row['quantity']),
      clientOrderId: String(row['client_order_id']),
      ...(Number(row['post_only']) === 1 ? { postOnly: true } : {}),
      ...(row['expire_time_ns'] === null ? {} : { expireTimeNs: toBigInt(row['expire_time_ns']) }),
    },
    progress: {
      leavesQuantity: Number(row['leaves_quantity']),
      cumQuantity: Number(row['cum_quantity']),
      canceledQuantity: Number(row['canceled_quantity']),
      notional: toBigInt(row['notional']),
      acceptTimeNs: toBigInt(row['accept_time_ns']),
      transactTimeNs: toBigInt(row['transact_time_ns']),
      ...(row['cancel_reason'] === null ? {} : { cancelReason: toReason(row['cancel_reason']) }),
    },
  };
}

export function toTrade(row: Row): TradeRecord {
  return {
    tradeId: Number(row['trade_id']),
    sequence: Number(row['sequence']),
    instrumentId: Number(row['instrument_id']),
    price: Number(row['price']),
    quantity: Number(row['quantity']),
    aggressorSide: toSide(row['aggressor_side']),
    makerOrderId: Number(row['maker_order_id']),
    makerPartyNumber: Number(row['maker_party_number']),
    makerLeavesQuantity: Number(row['maker_leaves_quantity']),
    takerOrderId: Number(row['taker_order_id']),
    takerPartyNumber: Number(row['taker_party_number']),
    takerLeavesQuantity: Number(row['taker_leaves_quantity']),
    transactTimeNs: toBigInt(row['transact_time_ns']),
  };
}

export function toFill(row: Row): HistoryFill {
  const trade = toTrade(row);
  const isMaker = Number(row['is_maker']);
  return { fillId: trade.tradeId * 2 + isMaker, trade, isMaker: isMaker === 1 };
}

export function toCandle(row: Row): Candle {
  return {
    openSeconds: Number(row['open_seconds']),
    openPrice: Number(row['open_price']),
    highPrice: Number(row['high_price']),
    lowPrice: Number(row['low_price']),
    closePrice: Number(row['close_price']),
    volume: toSum(toBigInt(row['volume'])),
    value: toSum(toBigInt(row['value'])),
    tradeCount: Number(row['trade_count']),
    sequence: Number(row['sequence']),
  };
}

function toSide(value: unknown): Side {
  return knownValue(Side, 'side', Number(value));
}

function toReason(value: unknown): CancelReason {
  return knownValue(CancelReason, 'reason of a cancel', Number(value));
}

/** @param value an integer, or its decimal digits. */
function toBigInt(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(String(value));
}
