import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import {
  type Instrument as InstrumentMessage,
  InstrumentSchema,
} from '../../../../gen/redleaf/v1/instrument_pb.ts';
import {
  type Candle as CandleMessage,
  CandleSchema,
  type Statistics,
  StatisticsSchema,
  type Trade,
  TradeSchema,
} from '../../../../gen/redleaf/v1/market_data_pb.ts';
import {
  GetOrderBookResponseSchema,
  ListCandlesResponseSchema,
  ListInstrumentsResponseSchema,
  ListStatisticsResponseSchema,
  ListTradesResponseSchema,
  type MarketDataService,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { RefusedError, refuse } from '../../../domain/refusal.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { HistoryReader } from '../../../history/history-reader.ts';
import type { Candle } from '../../../market/candle.ts';
import type { MulticastReplay } from '../../../multicast/multicast-replay.ts';
import type { Config } from '../../../settings/config.ts';
import { holdSubscriptions, readerOf } from '../admit-call.ts';
import { fromCandle, statisticsOf } from '../convert-market.ts';
import { toDatagramRange } from '../convert-requests.ts';
import { fromBookMessage, fromInstrument, fromTrade } from '../convert-responses.ts';
import { encodedBookMessage } from '../encoded-book-message.ts';
import { EncodedBooks } from '../encoded-books.ts';
import { isJson, withEncoded } from '../encoded-field.ts';
import { EncodedInstruments } from '../encoded-instruments.ts';
import { FieldChecks } from '../field-checks.ts';
import { JSON_ANSWER } from '../json-answer.ts';
import { listAnswer } from '../list-answer.ts';
import type { MarketMessages } from '../market-messages.ts';
import { orderBookText } from '../order-book-text.ts';
import { pageOf, toPage } from '../page.ts';
import { readHistory, toCandlesQuery, toListQuery } from '../read-history.ts';
import { requireBook } from '../require-book.ts';
import { stream, streamLog } from '../stream.ts';
import type { StreamChanges } from '../stream-changes.ts';
import type { TradeMessages } from '../trade-messages.ts';
import { visibleParties } from '../visible-parties.ts';

/** Levels on each side in one answer. */
const MAX_DEPTH = 5_000;
const DEFAULT_DEPTH = 100;
const PAGE_SIZES = { max: 1_000, byDefault: 1_000 };
const STATISTICS_PAGE_SIZES = { max: 1_000, byDefault: 100 };
const MAX_DATAGRAMS = 1_000;

interface Parts {
  readonly config: Pick<Config, 'publicParties'>;
  readonly feeds: Feeds;
  readonly market: MarketMessages;
  readonly streamChanges: StreamChanges;
  readonly trades: TradeMessages;
  readonly multicast: MulticastReplay;
  /** Undefined if the exchange keeps none. */
  readonly history: HistoryReader | undefined;
}

export function marketDataService(
  { config: { publicParties }, feeds, market, streamChanges, trades, multicast, history }: Parts,
  turns: ReadTurns,
): ServiceImpl<typeof MarketDataService> {
  const epoch = BigInt(feeds.epoch);
  const books = new EncodedBooks();
  const instruments = new EncodedInstruments();
  const named = visibleParties(feeds.directory, publicParties, undefined);
  return {
    async listInstruments(request, context) {
      const checks = new FieldChecks();
      const { after, size } = toPage(request, PAGE_SIZES, checks);
      checks.throwIfWrong();
      const found = feeds.directory.instrumentsAfter(after, size + 1);
      const { page, nextPageToken } = pageOf(found, size, ({ instrumentId }) => instrumentId);
      const list = {
        field: ListInstrumentsResponseSchema.field.instruments,
        item: InstrumentSchema,
        convert: fromInstrument,
        encode: (instrument: Instrument) => instruments.bytesOf(instrument),
        answer: (items: InstrumentMessage[]) =>
          create(ListInstrumentsResponseSchema, { instruments: items, nextPageToken }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },

    async getOrderBook({ instrumentId, depth }, context) {
      const { requestHeader, values } = context;
      const checks = new FieldChecks();
      checks.inRange('depth', depth, 0, MAX_DEPTH);
      checks.throwIfWrong();
      const book = requireBook(feeds, instrumentId);
      const levels = depth || DEFAULT_DEPTH;
      if (levels > DEFAULT_DEPTH) await turns.of(readerOf(context)).next();
      if (isJson(requestHeader)) {
        values.set(JSON_ANSWER, await orderBookText(book.snapshot(levels), turns.of(readerOf(context))));
        return {};
      }
      const field = GetOrderBookResponseSchema.field.orderBook;
      const bytes = books.get(book, levels);
      return withEncoded(create(GetOrderBookResponseSchema), [{ field, bytes }]);
    },

    async *streamOrderBook({ instrumentId }, context) {
      const { requestHeader, signal } = context;
      const subscription = requireBook(feeds, instrumentId).subscribe();
      const convert = isJson(requestHeader) ? fromBookMessage : encodedBookMessage;
      for await (const message of stream(subscription, (item) => item, signal)) {
        yield convert(message, instrumentId, epoch);
        if (message.hasMoreLevels) await turns.of(readerOf(context)).next();
      }
    },

    async *streamMarketData(request, context) {
      const reader = {
        turns: turns.of(readerOf(context)),
        hold: (held: number) => holdSubscriptions(context, held),
      };
      const convert = isJson(context.requestHeader) ? market.json : market.binary;
      const messages = market.open(request, reader, convert);
      yield* stream(messages, (message) => message, context.signal);
    },

    async updateSubscriptions(request) {
      await streamChanges.change(request);
      return {};
    },

    async *streamTrades(request, context) {
      const inJson = isJson(context.requestHeader);
      yield* streamLog(
        trades.subscribe(request),
        (message) => (inJson ? trades.json(message) : trades.binary(message)),
        context.signal,
        turns.of(readerOf(context)),
      );
    },

    async listTrades(request, context) {
      const query = toListQuery(request, feeds);
      const { page, ...rest } = await readHistory(history, 'trades', query, ({ tradeId }) => tradeId);
      const list = {
        field: ListTradesResponseSchema.field.trades,
        item: TradeSchema,
        convert: fromTrade,
        answer: (trades: Trade[]) => create(ListTradesResponseSchema, { trades, ...rest }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },

    async listCandles(request, context) {
      const query = toCandlesQuery(request, feeds);
      const { page, ...rest } = await readHistory(
        history,
        'candles',
        query,
        ({ openSeconds }) => openSeconds,
      );
      const { instrumentId, interval } = query;
      const list = {
        field: ListCandlesResponseSchema.field.candles,
        item: CandleSchema,
        convert: (candle: Candle) => fromCandle(candle, instrumentId, interval),
        answer: (candles: CandleMessage[]) => create(ListCandlesResponseSchema, { candles, ...rest }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },

    async listStatistics(request, context) {
      const { instrumentId } = request;
      const checks = new FieldChecks();
      const { after, size } = toPage(request, STATISTICS_PAGE_SIZES, checks);
      checks.throwIfWrong();
      if (instrumentId !== 0) requireBook(feeds, instrumentId);
      const [first, count] = instrumentId === 0 ? [after, size + 1] : [Math.max(after, instrumentId - 1), 1];
      const found = feeds.directory
        .instrumentsAfter(first, count)
        .filter((instrument) => instrumentId === 0 || instrument.instrumentId === instrumentId);
      const { page, nextPageToken } = pageOf(found, size, (instrument) => instrument.instrumentId);
      const rest = { nextPageToken, sequence: BigInt(feeds.sequence), epoch };
      const list = {
        field: ListStatisticsResponseSchema.field.statistics,
        item: StatisticsSchema,
        convert: (instrument: Instrument) => statisticsOf(feeds, instrument.instrumentId, named),
        answer: (statistics: Statistics[]) => create(ListStatisticsResponseSchema, { statistics, ...rest }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },

    async replayMulticast(request, context) {
      const { requestHeader, values } = context;
      const checks = new FieldChecks();
      const { first, last } = toDatagramRange(request, checks);
      checks.throwIfWrong();
      const { session, oldestSequence, datagrams } = await multicast.read({
        firstSequence: first,
        lastSequence: last,
        limit: MAX_DATAGRAMS,
        namesParties: publicParties,
      });
      if (session !== request.session) throw unknownSession(request.session, session);
      if (first < oldestSequence) throw tooOld(first, oldestSequence);
      await turns.of(readerOf(context)).next();
      if (!isJson(requestHeader)) return { datagrams: [...datagrams] };
      values.set(JSON_ANSWER, JSON.stringify({ datagrams: datagrams.map(base64Of) }));
      return {};
    },
  };
}

function unknownSession(wanted: string, session: string): RefusedError {
  const message = `no datagrams of session ${wanted} are sent here`;
  return new RefusedError(refuse('UNKNOWN_SESSION', message, 'session', { session }));
}

function tooOld(first: number, oldest: number): RefusedError {
  const message = `datagram ${first} is no longer kept; the oldest is ${oldest}`;
  return new RefusedError(
    refuse('RESUME_TOO_OLD', message, 'first_sequence', { oldest_sequence: String(oldest) }),
  );
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
