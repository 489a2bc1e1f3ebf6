// Generated from redleaf/v1/market_data_service.proto by proto/codec. Do not edit.
/* eslint-disable */

import type { Instrument } from '../../../src/domain/instrument.ts';
import type { TradeRecord } from '../../../src/domain/trade.ts';
import type { PriceLevel } from '../../../src/feeds/depth-side.ts';
import type { MarketStatistics } from '../../../src/feeds/instrument-market.ts';
import type { Candle } from '../../../src/market/candle.ts';
import type { WireWriter } from '../../../src/wire/wire-writer.ts';

export const StreamMarketDataResponseTag = {
  streamId: 10,
  updates: 18,
} as const;

export const MarketDataUpdateTag = {
  subscriptionId: 8,
  channel: 16,
  instrumentId: 24,
  epoch: 32,
  previousSequence: 40,
  sequence: 48,
  isSnapshot: 56,
  bestBidOffer: 66,
  orderBook: 74,
  trades: 82,
  candles: 90,
  statistics: 98,
  instruments: 106,
  heartbeat: 114,
} as const;

export const TradeListTag = {
  trades: 10,
} as const;

export const CandleListTag = {
  candles: 10,
} as const;

export const InstrumentListTag = {
  instruments: 10,
} as const;

export const BestBidOfferTag = {
  bid: 10,
  ask: 18,
} as const;

export const OrderBookDeltaTag = {
  bids: 10,
  asks: 18,
} as const;

export const OrderBookTag = {
  instrumentId: 8,
  sequence: 16,
  bids: 26,
  asks: 34,
} as const;

export function writePriceLevel(wire: WireWriter, from: PriceLevel): void {
  wire.reserve();
  wire.uint(8, from.price);
  wire.digits(18, from.quantity);
  wire.uint32(24, from.orderCount);
}

export function writeTrade(wire: WireWriter, from: TradeRecord): void {
  wire.reserve();
  wire.uint(8, from.tradeId);
  wire.uint(16, from.sequence);
  wire.uint32(24, from.instrumentId);
  wire.uint(32, from.price);
  wire.uint(40, from.quantity);
  wire.uint(48, from.aggressorSide);
  wire.uint(56, from.makerOrderId);
  wire.uint(64, from.takerOrderId);
  wire.uint64(72, from.transactTimeNs);
}

export function writeCandle(wire: WireWriter, from: Candle, instrumentId: number, interval: number, openTimeNs: bigint): void {
  wire.reserve();
  wire.uint32(8, instrumentId);
  wire.uint(16, interval);
  wire.uint64(24, openTimeNs);
  wire.uint(32, from.openPrice);
  wire.uint(40, from.highPrice);
  wire.uint(48, from.lowPrice);
  wire.uint(56, from.closePrice);
  wire.digits(66, from.volume);
  wire.digits(74, from.value);
  wire.uint(80, from.tradeCount);
  wire.uint(88, from.sequence);
}

export function writeStatistics(wire: WireWriter, from: MarketStatistics, instrumentId: number, lastMakerPartyId: string, lastTakerPartyId: string, openInterest: number | bigint): void {
  wire.reserve();
  wire.uint32(8, instrumentId);
  wire.uint(16, from.lastTrade?.price ?? 0);
  wire.uint(24, from.lastTrade?.quantity ?? 0);
  wire.uint64(32, from.lastTrade?.transactTimeNs ?? 0n);
  wire.uint(40, from.lastTrade?.aggressorSide ?? 0);
  wire.text(50, lastMakerPartyId);
  wire.text(58, lastTakerPartyId);
  if (from.referencePrice !== undefined) {
    wire.uint(64, from.referencePrice);
  }
  wire.uint(72, from.lastDay?.highPrice ?? 0);
  wire.uint(80, from.lastDay?.lowPrice ?? 0);
  wire.digits(90, from.lastDay?.volume ?? 0);
  wire.digits(98, from.lastDay?.value ?? 0);
  wire.uint(104, from.lastDay?.tradeCount ?? 0);
  wire.digits(114, openInterest);
  wire.uint(120, from.lastTrade?.sequence ?? 0);
}

export function writeInstrument(wire: WireWriter, from: Instrument, tradingStatus: number): void {
  wire.reserve();
  wire.uint32(8, from.instrumentId);
  wire.text(18, from.symbol);
  wire.text(26, from.description);
  wire.uint32(32, from.priceScale);
  wire.uint32(40, from.quantityScale);
  wire.uint(48, from.tickSize);
  wire.uint(56, from.lotSize);
  wire.uint(64, from.maxPrice);
  wire.uint(72, from.maxQuantity);
  wire.uint(80, tradingStatus);
  wire.uint(88, from.minPrice);
}

