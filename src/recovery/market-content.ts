import { create } from '@bufbuild/protobuf';
import {
  type SnapshotCandle,
  SnapshotCandleSchema,
  type SnapshotMarket,
  SnapshotMarketSchema,
} from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import { Side } from '../domain/order.ts';
import type { MarketState } from '../feeds/instrument-market.ts';
import type { Candle } from '../market/candle.ts';
import { toSum } from '../market/sum.ts';

export function toMarketSnapshot(market: MarketState): SnapshotMarket {
  const { lastTrade, fiveSeconds, minute } = market;
  return create(SnapshotMarketSchema, {
    instrumentId: market.instrumentId,
    lastPrice: lastTrade.price,
    lastQuantity: lastTrade.quantity,
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
      price: stored.lastPrice,
      quantity: stored.lastQuantity,
      aggressorSide: stored.lastAggressorSide === Side.Buy ? Side.Buy : Side.Sell,
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

function toCandleSnapshot(candle: Candle): SnapshotCandle {
  return create(SnapshotCandleSchema, {
    openSeconds: BigInt(candle.openSeconds),
    openPrice: candle.openPrice,
    highPrice: candle.highPrice,
    lowPrice: candle.lowPrice,
    closePrice: candle.closePrice,
    volume: String(candle.volume),
    value: String(candle.value),
    tradeCount: BigInt(candle.tradeCount),
    sequence: BigInt(candle.sequence),
  });
}

function toCandle(stored: SnapshotCandle): Candle {
  return {
    openSeconds: Number(stored.openSeconds),
    openPrice: stored.openPrice,
    highPrice: stored.highPrice,
    lowPrice: stored.lowPrice,
    closePrice: stored.closePrice,
    volume: toSum(BigInt(stored.volume)),
    value: toSum(BigInt(stored.value)),
    tradeCount: Number(stored.tradeCount),
    sequence: Number(stored.sequence),
  };
}
