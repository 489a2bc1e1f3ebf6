import { TradingStatus } from '../../../gen/redleaf/v1/instrument_pb.ts';
import {
  BestBidOfferTag,
  CandleListTag,
  InstrumentListTag,
  MarketDataUpdateTag,
  TradeListTag,
  writeCandle,
  writeInstrument,
  writePriceLevel,
  writeStatistics,
} from '../../../gen/redleaf/v1/market_data_service_codec.ts';
import type { ChannelContent } from '../../feeds/channels/channel.ts';
import type { StreamUpdate } from '../../feeds/channels/market-stream.ts';
import type { PriceLevel } from '../../feeds/depth-side.ts';
import type { WireWriter } from '../../wire/wire-writer.ts';
import { openTimeOf } from './convert-market.ts';
import { encodeOrderBookDelta } from './encode-book.ts';
import type { EncodedTrades } from './encoded-trades.ts';
import type { MarketOptions } from './market-updates.ts';

export interface WriteOptions extends MarketOptions {
  readonly trades: EncodedTrades;
}

const NEVER_TRADED = { lastTrade: undefined, referencePrice: undefined, lastDay: undefined };

/** Writes a `MarketDataUpdate`, byte for byte as `market-updates.ts` and protobuf-es encode it. */
export function writeMarketUpdate(
  wire: WireWriter,
  { subscriptionId, channel, update }: StreamUpdate,
  options: WriteOptions,
): void {
  const { instrumentId, previousSequence, sequence, isSnapshot, content } = update;
  wire.reserve();
  wire.uint32(MarketDataUpdateTag.subscriptionId, subscriptionId);
  wire.uint(MarketDataUpdateTag.channel, channel);
  wire.uint32(MarketDataUpdateTag.instrumentId, instrumentId);
  wire.uint(MarketDataUpdateTag.epoch, options.feeds.epoch);
  wire.uint(MarketDataUpdateTag.previousSequence, previousSequence);
  wire.uint(MarketDataUpdateTag.sequence, sequence);
  wire.bool(MarketDataUpdateTag.isSnapshot, isSnapshot);
  if (content.kind === 'orderBook') {
    wire.encoded(MarketDataUpdateTag.orderBook, encodeOrderBookDelta(content.levels));
    return;
  }
  const start = wire.open(MarketDataUpdateTag[content.kind]);
  writeContent(wire, content, instrumentId, options);
  wire.close(start);
}

function writeContent(
  wire: WireWriter,
  content: Exclude<ChannelContent, { readonly kind: 'orderBook' }>,
  instrumentId: number,
  options: WriteOptions,
): void {
  switch (content.kind) {
    case 'bestBidOffer':
      writeLevel(wire, BestBidOfferTag.bid, content.bid);
      writeLevel(wire, BestBidOfferTag.ask, content.ask);
      return;
    case 'trades':
      for (const trade of content.trades) wire.encoded(TradeListTag.trades, options.trades.bytesOf(trade));
      return;
    case 'candles':
      for (const candle of content.candles) {
        const start = wire.open(CandleListTag.candles);
        writeCandle(wire, candle, instrumentId, content.interval, openTimeOf(candle));
        wire.close(start);
      }
      return;
    case 'statistics':
      writeCurrentStatistics(wire, instrumentId, options);
      return;
    case 'instruments':
      for (const instrument of content.instruments) {
        const start = wire.open(InstrumentListTag.instruments);
        writeInstrument(wire, instrument, TradingStatus.OPEN);
        wire.close(start);
      }
      return;
    case 'heartbeat':
  }
}

function writeLevel(wire: WireWriter, tag: number, level: PriceLevel | undefined): void {
  if (level === undefined) return;
  const start = wire.open(tag);
  writePriceLevel(wire, level);
  wire.close(start);
}

function writeCurrentStatistics(
  wire: WireWriter,
  instrumentId: number,
  { feeds, parties }: WriteOptions,
): void {
  const statistics = feeds.market(instrumentId)?.statistics(feeds.clock.now()) ?? NEVER_TRADED;
  const { lastTrade } = statistics;
  const nameOf = (partyNumber = 0) => parties.party(partyNumber)?.partyId ?? '';
  writeStatistics(
    wire,
    statistics,
    instrumentId,
    nameOf(lastTrade?.makerPartyNumber),
    nameOf(lastTrade?.takerPartyNumber),
    feeds.positions.openInterest(instrumentId),
  );
}
