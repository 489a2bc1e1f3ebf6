import { create } from '@bufbuild/protobuf';
import {
  type SnapshotCandle,
  SnapshotCandleSchema,
  type SnapshotMarket,
  SnapshotMarketSchema,
  type SnapshotPosition,
  SnapshotPositionSchema,
} from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import { knownValue } from '../domain/known-value.ts';
import { Side } from '../domain/order.ts';
import type { MarketState } from '../feeds/instrument-market.ts';
import type { Candle } from '../market/candle.ts';
import type { Position } from '../market/position.ts';
import { type Sum, subtract, toSum } from '../market/sum.ts';

export function toMarketSnapshot(market: MarketState): SnapshotMarket {
  const { lastTrade, fiveSeconds, minute } = market;
  return create(SnapshotMarketSchema, {
    instrumentId: market.instrumentId,
    lastPrice: BigInt(lastTrade.price),
    lastQuantity: BigInt(lastTrade.quantity),
    lastTimeNs: lastTrade.transactTimeNs,
    lastAggressorSide: lastTrade.aggressorSide,
    lastMaker: lastTrade.makerPartyNumber,
    lastTaker: lastTrade.takerPartyNumber,
    second: toCandleSnapshot(market.second),
    ...(fiveSeconds === undefined ? {} : { fiveSeconds: toCandleSnapshot(fiveSeconds) }),
    ...(minute === undefined ? {} : { minute: toCandleSnapshot(minute) }),
    minutes: market.minutes.map(toCandleSnapshot),
  });
}

export function toMarketState(stored: SnapshotMarket): MarketState {
  const { second, fiveSeconds, minute } = stored;
  if (second === undefined) throw new Error('a snapshot has a market without its last trade');
  return {
    instrumentId: stored.instrumentId,
    lastTrade: {
      sequence: Number(second.sequence),
      price: Number(stored.lastPrice),
      quantity: Number(stored.lastQuantity),
      aggressorSide: knownValue(Side, 'side', stored.lastAggressorSide),
      makerPartyNumber: stored.lastMaker,
      takerPartyNumber: stored.lastTaker,
      transactTimeNs: stored.lastTimeNs,
    },
    second: toCandle(second),
    fiveSeconds: fiveSeconds && toCandle(fiveSeconds),
    minute: minute && toCandle(minute),
    minutes: stored.minutes.map(toCandle),
  };
}

export function toPositionSnapshot(position: Position): SnapshotPosition {
  return create(SnapshotPositionSchema, {
    partyNumber: position.partyNumber,
    instrumentId: position.instrumentId,
    boughtQuantity: String(position.boughtQuantity),
    soldQuantity: String(position.soldQuantity),
    boughtNotional: String(position.boughtNotional),
    soldNotional: String(position.soldNotional),
    openNotional: String(position.openNotional),
    sequence: BigInt(position.sequence),
  });
}

export function toPosition(stored: SnapshotPosition): Position {
  const [boughtQuantity, soldQuantity] = [sumOf(stored.boughtQuantity), sumOf(stored.soldQuantity)];
  return {
    partyNumber: stored.partyNumber,
    instrumentId: stored.instrumentId,
    boughtQuantity,
    soldQuantity,
    boughtNotional: sumOf(stored.boughtNotional),
    soldNotional: sumOf(stored.soldNotional),
    netQuantity: subtract(boughtQuantity, soldQuantity),
    openNotional: sumOf(stored.openNotional),
    sequence: Number(stored.sequence),
  };
}

function toCandleSnapshot(candle: Candle): SnapshotCandle {
  return create(SnapshotCandleSchema, {
    openSeconds: BigInt(candle.openSeconds),
    openPrice: BigInt(candle.openPrice),
    highPrice: BigInt(candle.highPrice),
    lowPrice: BigInt(candle.lowPrice),
    closePrice: BigInt(candle.closePrice),
    volume: String(candle.volume),
    value: String(candle.value),
    tradeCount: BigInt(candle.tradeCount),
    sequence: BigInt(candle.sequence),
  });
}

function toCandle(stored: SnapshotCandle): Candle {
  return {
    openSeconds: Number(stored.openSeconds),
    openPrice: Number(stored.openPrice),
    highPrice: Number(stored.highPrice),
    lowPrice: Number(stored.lowPrice),
    closePrice: Number(stored.closePrice),
    volume: sumOf(stored.volume),
    value: sumOf(stored.value),
    tradeCount: Number(stored.tradeCount),
    sequence: Number(stored.sequence),
  };
}

function sumOf(digits: string): Sum {
  return toSum(BigInt(digits));
}
