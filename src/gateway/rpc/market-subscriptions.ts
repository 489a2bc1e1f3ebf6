import {
  MarketDataChannel,
  type MarketDataSubscription,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { MAX_PRICE } from '../../domain/limits.ts';
import { RefusedError, refuse } from '../../domain/refusal.ts';
import { BestBidOfferChannel } from '../../feeds/channels/best-bid-offer-channel.ts';
import { CandlesChannel } from '../../feeds/channels/candles-channel.ts';
import type { Channel } from '../../feeds/channels/channel.ts';
import { InstrumentsChannel } from '../../feeds/channels/instruments-channel.ts';
import type { MarketStream, NewSubscription } from '../../feeds/channels/market-stream.ts';
import { OrderBookChannel } from '../../feeds/channels/order-book-channel.ts';
import { StatisticsChannel } from '../../feeds/channels/statistics-channel.ts';
import { TradesChannel } from '../../feeds/channels/trades-channel.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import { toCandleInterval } from './convert-requests.ts';
import { FieldChecks } from './field-checks.ts';
import { requireBook } from './require-book.ts';

/** Subscriptions that one stream may have at a time. */
const MAX_STREAM_SUBSCRIPTIONS = 256;
const MAX_DEPTH = 1_000;
/** Levels of all books of one stream. The exchange keeps what the reader has, so it is bounded. */
const MAX_STREAM_LEVELS = 10_000;
/** Levels on each side that take as much memory as another subscription. */
const LEVELS_AS_SUBSCRIPTION = 100;
/**
 * Instruments that take as much memory as another subscription, for channels of all instruments that keep what the reader has.
 */
const INSTRUMENTS_AS_SUBSCRIPTION: ReadonlyMap<MarketDataChannel, number> = new Map([
  [MarketDataChannel.BEST_BID_OFFER, 4],
  [MarketDataChannel.STATISTICS, 16],
]);
const DEFAULT_DEPTH = 20;
const MIN_INTERVAL_MS = 10;
const MAX_INTERVAL_MS = 60_000;
const DEFAULT_INTERVAL_MS = 100;
const MAX_ID = 2 ** 32 - 1;
/** Bounds the number of price steps. A book is summed up once for each step that is watched. */
const MAX_POWER = 9;
const STEPS: readonly number[] = Array.from({ length: MAX_POWER + 1 }, (_, power) => 10 ** power).flatMap(
  (ten) => [ten, 2 * ten, 5 * ten],
);

/** Opens a channel of a stream. */
type OpenChannel = NewSubscription['open'];

/**
 * Checks the subscriptions of a request, and takes room for them in the stream.
 *
 * @param field field of the request with the subscriptions.
 * @param removed ids of subscriptions that end before the new ones begin.
 * @throws RefusedError for wrong fields, UNKNOWN_INSTRUMENT or TOO_MANY_SUBSCRIPTIONS.
 */
export function toSubscriptions(
  field: string,
  wanted: readonly MarketDataSubscription[],
  stream: MarketStream,
  removed: ReadonlySet<number>,
  feeds: Feeds,
): readonly NewSubscription[] {
  const checks = new FieldChecks();
  const kept = stream.without(removed);
  const count = kept.length + wanted.length;
  if (count > MAX_STREAM_SUBSCRIPTIONS) {
    checks.refuse(
      'FIELD_INVALID',
      field,
      `must be at most ${MAX_STREAM_SUBSCRIPTIONS} in a stream, not ${count}`,
      {
        max: String(MAX_STREAM_SUBSCRIPTIONS),
      },
    );
  }
  checks.throwIfWrong();
  let highestId = stream.highestId;
  let levels = kept.reduce((sum, one) => sum + one.levels, 0);
  const subscriptions = wanted.map((one, index) => {
    const subscription = toSubscription(`${field}[${index}].`, one, highestId, feeds, checks);
    highestId = Math.max(highestId, one.subscriptionId);
    levels += subscription.levels;
    if (levels > MAX_STREAM_LEVELS) {
      const rule = `of all books of a stream may add up to ${MAX_STREAM_LEVELS}`;
      checks.refuse('FIELD_INVALID', `${field}[${index}].depth`, rule, { max: String(MAX_STREAM_LEVELS) });
    }
    return subscription;
  });
  checks.throwIfWrong();
  for (const [index, { instrumentId }] of wanted.entries()) {
    if (instrumentId !== 0) requireBook(feeds, instrumentId, `${field}[${index}].instrument_id`);
  }
  stream.hold([...kept, ...subscriptions]);
  return subscriptions;
}

export function unknownStream(streamId: string): RefusedError {
  const message =
    'no stream of market data with this stream_id is open: it has ended, or is on another exchange';
  return new RefusedError(refuse('UNKNOWN_STREAM', message, 'stream_id', { stream_id: streamId }));
}

function toSubscription(
  prefix: string,
  wanted: MarketDataSubscription,
  highestId: number,
  feeds: Feeds,
  checks: FieldChecks,
): NewSubscription {
  const { subscriptionId, channel, instrumentId, updateIntervalMs } = wanted;
  if (highestId < MAX_ID) checks.inRange(`${prefix}subscription_id`, subscriptionId, highestId + 1, MAX_ID);
  else
    checks.refuse(
      'FIELD_INVALID',
      `${prefix}subscription_id`,
      'has no higher number left on this stream: open another stream',
    );
  if (updateIntervalMs !== 0)
    checks.inRange(`${prefix}update_interval_ms`, updateIntervalMs, MIN_INTERVAL_MS, MAX_INTERVAL_MS);
  const levels = channel === MarketDataChannel.ORDER_BOOK ? wanted.depth || DEFAULT_DEPTH : 0;
  const instruments = instrumentId === 0 ? feeds.directory.instrumentCount : 0;
  const instrumentsAsOne = INSTRUMENTS_AS_SUBSCRIPTION.get(channel) ?? Number.POSITIVE_INFINITY;
  return {
    subscriptionId,
    channel,
    instrumentId,
    intervalMs: updateIntervalMs || DEFAULT_INTERVAL_MS,
    levels,
    places: 1 + Math.floor(levels / LEVELS_AS_SUBSCRIPTION) + Math.floor(instruments / instrumentsAsOne),
    isLong: wanted.priceGrouping !== 0n || instruments > 0,
    open: toChannel(prefix, wanted, feeds, checks),
  };
}

function toChannel(
  prefix: string,
  wanted: MarketDataSubscription,
  feeds: Feeds,
  checks: FieldChecks,
): OpenChannel {
  const { channel, instrumentId, depth } = wanted;
  const onlyIf = (isAllowed: boolean, name: string, value: number | bigint) => {
    if (!isAllowed && Number(value) !== 0)
      checks.refuse('FIELD_INVALID', `${prefix}${name}`, 'is not allowed with this channel: leave it out');
  };
  const isBook = channel === MarketDataChannel.ORDER_BOOK;
  const isTrades = channel === MarketDataChannel.TRADES;
  onlyIf(isBook || isTrades, 'depth', depth);
  onlyIf(isBook, 'price_grouping', wanted.priceGrouping);
  onlyIf(channel === MarketDataChannel.CANDLES, 'candle_interval', wanted.candleInterval);
  onlyIf(channel !== MarketDataChannel.INSTRUMENTS, 'instrument_id', instrumentId);
  checks.inRange(`${prefix}depth`, depth, 0, MAX_DEPTH);
  switch (channel) {
    case MarketDataChannel.BEST_BID_OFFER:
      return () => new BestBidOfferChannel(feeds, instrumentId);
    case MarketDataChannel.ORDER_BOOK:
      return toBookChannel(prefix, wanted, feeds, checks);
    case MarketDataChannel.TRADES:
      return (onReady) => new TradesChannel(feeds.trades, { instrumentId, depth, onReady });
    case MarketDataChannel.CANDLES:
      return toCandlesChannel(prefix, wanted, feeds, checks);
    case MarketDataChannel.STATISTICS:
      return () => new StatisticsChannel(feeds, instrumentId);
    case MarketDataChannel.INSTRUMENTS:
      return () => new InstrumentsChannel(feeds);
    case MarketDataChannel.UNSPECIFIED:
      checks.refuse('FIELD_REQUIRED', `${prefix}channel`, 'is required');
      return neverOpened;
    default:
      checks.refuse('FIELD_INVALID', `${prefix}channel`, `must be a MarketDataChannel, not ${channel}`);
      return neverOpened;
  }
}

function toBookChannel(
  prefix: string,
  { instrumentId, depth, priceGrouping }: MarketDataSubscription,
  feeds: Feeds,
  checks: FieldChecks,
): OpenChannel {
  if (instrumentId === 0) checks.refuse('FIELD_REQUIRED', `${prefix}instrument_id`, 'is required');
  const step = checks.integer(`${prefix}price_grouping`, priceGrouping, 0, MAX_PRICE);
  const tickSize = feeds.directory.instrument(instrumentId)?.tickSize;
  // An unknown instrument is refused elsewhere.
  if (tickSize !== undefined && step !== 0 && !STEPS.includes(step / tickSize)) {
    checks.refuse(
      'FIELD_INVALID',
      `${prefix}price_grouping`,
      `must be the tick size, ${tickSize}, times 1, 2 or 5 and a power of ten up to 10^${MAX_POWER}`,
      { tick_size: String(tickSize) },
    );
  }
  return () => new OrderBookChannel(requireBook(feeds, instrumentId), step, depth || DEFAULT_DEPTH);
}

function toCandlesChannel(
  prefix: string,
  { instrumentId, candleInterval }: MarketDataSubscription,
  feeds: Feeds,
  checks: FieldChecks,
): OpenChannel {
  if (instrumentId === 0) checks.refuse('FIELD_REQUIRED', `${prefix}instrument_id`, 'is required');
  const interval = toCandleInterval(`${prefix}candle_interval`, candleInterval, checks);
  return () => {
    const market = feeds.market(instrumentId);
    if (market === undefined) throw new Error(`instrument ${instrumentId} is not listed`);
    return new CandlesChannel(market, { instrumentId, interval });
  };
}

function neverOpened(): Channel {
  throw new Error('a subscription that was refused is not opened');
}
