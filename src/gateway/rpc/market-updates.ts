import { create } from '@bufbuild/protobuf';
import {
  BestBidOfferSchema,
  HeartbeatSchema,
  OrderBookDeltaSchema,
} from '../../../gen/redleaf/v1/market_data_pb.ts';
import {
  CandleListSchema,
  InstrumentListSchema,
  type MarketDataUpdate,
  MarketDataUpdateSchema,
  TradeListSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { ChannelContent } from '../../feeds/channels/channel.ts';
import type { StreamUpdate } from '../../feeds/channels/market-stream.ts';
import { fromCandle, type StatisticsSource, statisticsOf } from './convert-market.ts';
import { fromInstrument, fromPriceLevel, fromTrade, type PartyNames } from './convert-responses.ts';

export interface MarketOptions {
  readonly feeds: StatisticsSource & { readonly epoch: number };
  /** Names the visible parties. */
  readonly parties: PartyNames;
}

/** As a message, which JSON is made from. */
export function fromStreamUpdate(
  { subscriptionId, channel, update }: StreamUpdate,
  { feeds, parties }: MarketOptions,
): MarketDataUpdate {
  const { instrumentId, previousSequence, sequence, isSnapshot, content } = update;
  const header = {
    ...{ subscriptionId, channel, instrumentId, epoch: BigInt(feeds.epoch), isSnapshot },
    ...{ previousSequence: BigInt(previousSequence), sequence: BigInt(sequence) },
  };
  if (content.kind === 'statistics') {
    const value = statisticsOf(feeds, instrumentId, parties);
    return create(MarketDataUpdateSchema, { ...header, update: { case: 'statistics', value } });
  }
  return create(MarketDataUpdateSchema, { ...header, update: fromContent(content, instrumentId) });
}

function fromContent(
  content: Exclude<ChannelContent, { readonly kind: 'statistics' }>,
  instrumentId: number,
): MarketDataUpdate['update'] {
  switch (content.kind) {
    case 'bestBidOffer': {
      const { bid, ask } = content;
      const value = create(BestBidOfferSchema, {
        ...(bid === undefined ? {} : { bid: fromPriceLevel(bid) }),
        ...(ask === undefined ? {} : { ask: fromPriceLevel(ask) }),
      });
      return { case: 'bestBidOffer', value };
    }
    case 'orderBook': {
      const bids = content.levels.bids.map(fromPriceLevel);
      const asks = content.levels.asks.map(fromPriceLevel);
      return { case: 'orderBook', value: create(OrderBookDeltaSchema, { bids, asks }) };
    }
    case 'trades':
      return { case: 'trades', value: create(TradeListSchema, { trades: content.trades.map(fromTrade) }) };
    case 'candles': {
      const candles = content.candles.map((candle) => fromCandle(candle, instrumentId, content.interval));
      return { case: 'candles', value: create(CandleListSchema, { candles }) };
    }
    case 'instruments': {
      const instruments = content.instruments.map(fromInstrument);
      return { case: 'instruments', value: create(InstrumentListSchema, { instruments }) };
    }
    case 'heartbeat':
      return { case: 'heartbeat', value: create(HeartbeatSchema) };
  }
}
