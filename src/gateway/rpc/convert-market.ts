import { create } from '@bufbuild/protobuf';
import {
  type Candle as CandleMessage,
  CandleSchema,
  type Statistics,
  StatisticsSchema,
} from '../../../gen/redleaf/v1/market_data_pb.ts';
import { type Position as PositionMessage, PositionSchema } from '../../../gen/redleaf/v1/position_pb.ts';
import type { CandleInterval } from '../../domain/candle.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { InstrumentMarket } from '../../feeds/instrument-market.ts';
import type { ValuedPosition } from '../../feeds/position-subscription.ts';
import type { Candle } from '../../market/candle.ts';
import { realizedOf, unrealizedOf } from '../../market/position.ts';
import { ratio } from '../../market/sum.ts';
import type { PartyNames } from './convert-responses.ts';

const SECOND_NS = 1_000_000_000n;

export function fromCandle(candle: Candle, instrumentId: number, interval: CandleInterval): CandleMessage {
  return create(CandleSchema, {
    instrumentId,
    interval,
    openTimeNs: openTimeOf(candle),
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

/** In nanoseconds since 1970-01-01 UTC. */
export function openTimeOf({ openSeconds }: Candle): bigint {
  return BigInt(openSeconds) * SECOND_NS;
}

/** What the statistics of an instrument are made from. */
export interface StatisticsSource {
  market(instrumentId: number): Pick<InstrumentMarket, 'statistics'> | undefined;
  readonly positions: Pick<Feeds['positions'], 'openInterest'>;
  readonly clock: Feeds['clock'];
}

/**
 * The current statistics of an instrument.
 *
 * @param parties the parties that may be named: none if they are not public.
 */
export function statisticsOf(feeds: StatisticsSource, instrumentId: number, parties: PartyNames): Statistics {
  const { lastTrade, referencePrice, lastDay } =
    feeds.market(instrumentId)?.statistics(feeds.clock.now()) ?? {};
  const nameOf = (partyNumber: number) => parties.party(partyNumber)?.partyId ?? '';
  return create(StatisticsSchema, {
    instrumentId,
    ...(lastTrade && {
      lastPrice: BigInt(lastTrade.price),
      lastQuantity: BigInt(lastTrade.quantity),
      lastTimeNs: lastTrade.transactTimeNs,
      lastAggressorSide: lastTrade.aggressorSide,
      lastMakerPartyId: nameOf(lastTrade.makerPartyNumber),
      lastTakerPartyId: nameOf(lastTrade.takerPartyNumber),
      sequence: BigInt(lastTrade.sequence),
    }),
    referencePrice: BigInt(referencePrice ?? 0),
    highPrice: BigInt(lastDay?.highPrice ?? 0),
    lowPrice: BigInt(lastDay?.lowPrice ?? 0),
    volume: String(lastDay?.volume ?? 0),
    value: String(lastDay?.value ?? 0),
    tradeCount: BigInt(lastDay?.tradeCount ?? 0),
    openInterest: String(feeds.positions.openInterest(instrumentId)),
  });
}

export function fromPosition({ position, lastPrice }: ValuedPosition, parties: PartyNames): PositionMessage {
  const { boughtQuantity, soldQuantity, boughtNotional, soldNotional, netQuantity, openNotional } = position;
  return create(PositionSchema, {
    instrumentId: position.instrumentId,
    partyId: parties.party(position.partyNumber)?.partyId ?? '',
    netQuantity: String(netQuantity),
    boughtQuantity: String(boughtQuantity),
    soldQuantity: String(soldQuantity),
    boughtNotional: String(boughtNotional),
    soldNotional: String(soldNotional),
    averageBoughtPrice: ratio(boughtNotional, boughtQuantity),
    averageSoldPrice: ratio(soldNotional, soldQuantity),
    averagePrice: ratio(openNotional, netQuantity),
    openNotional: String(openNotional),
    realizedPnl: String(realizedOf(position)),
    unrealizedPnl: lastPrice === undefined ? '' : String(unrealizedOf(position, lastPrice)),
    lastPrice: BigInt(lastPrice ?? 0),
    sequence: BigInt(position.sequence),
  });
}
