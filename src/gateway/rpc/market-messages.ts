import { create } from '@bufbuild/protobuf';
import { StreamMarketDataResponseTag } from '../../../gen/redleaf/v1/market_data_service_codec.ts';
import {
  type StreamMarketDataRequest,
  type StreamMarketDataResponse,
  StreamMarketDataResponseSchema,
  type UpdateSubscriptionsRequest,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Turns } from '../../admission/read-turns.ts';
import {
  entriesOf,
  type MarketStream,
  type NewSubscription,
  type StreamUpdate,
} from '../../feeds/channels/market-stream.ts';
import { MarketStreams } from '../../feeds/channels/market-streams.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { Subscription } from '../../feeds/subscriptions.ts';
import type { Config } from '../../settings/config.ts';
import { WireWriter } from '../../wire/wire-writer.ts';
import { withEncoded } from './encoded-field.ts';
import type { EncodedTrades } from './encoded-trades.ts';
import { toSubscriptions, unknownStream } from './market-subscriptions.ts';
import { fromStreamUpdate } from './market-updates.ts';
import { createStreamId } from './stream-id.ts';
import { visibleParties } from './visible-parties.ts';
import { type WriteOptions, writeMarketUpdate } from './write-market-update.ts';

/** Levels, trades and instruments of a message that is converted at once, which takes about a tenth of a millisecond. */
const MAX_ENTRIES_WITHOUT_TURN = 200;

const { updates: UPDATES } = StreamMarketDataResponseSchema.field;

interface Reader {
  readonly turns: Turns;
  /** Sets the number of subscriptions for which the reader counts. Throws if that is too many. */
  readonly hold: (subscriptions: number) => void;
}

/** Makes a message. The id of the stream is only in the first one, else empty. */
type Convert<Message> = (streamId: string, updates: readonly StreamUpdate[]) => Message;

/** The streams of market data, as messages. */
export class MarketMessages {
  readonly #feeds: Feeds;
  readonly #streams: MarketStreams;
  readonly #options: WriteOptions;
  readonly #wire = new WireWriter();

  /** @param gateway index of this gateway, which the ids of its streams tell. */
  constructor(
    feeds: Feeds,
    trades: EncodedTrades,
    { heartbeatMs, publicParties }: Pick<Config, 'heartbeatMs' | 'publicParties'>,
    gateway: number,
  ) {
    this.#feeds = feeds;
    this.#options = { feeds, trades, parties: visibleParties(feeds.directory, publicParties, undefined) };
    this.#streams = new MarketStreams(feeds, { heartbeatMs, createId: () => createStreamId(gateway) });
  }

  /** @throws RefusedError for wrong fields, UNKNOWN_INSTRUMENT or TOO_MANY_SUBSCRIPTIONS. */
  open<Message>(
    { subscriptions }: StreamMarketDataRequest,
    { turns, hold }: Reader,
    convert: Convert<Message>,
  ): Subscription<Message> {
    const feeds = this.#feeds;
    const market = this.#streams.open({ turn: () => turns.next(), hold });
    let wanted: readonly NewSubscription[] | undefined;
    try {
      wanted = toSubscriptions('subscriptions', subscriptions, market, new Set(), feeds);
    } catch (error) {
      market.close();
      throw error;
    }
    let streamId = market.id;
    return {
      async next(signal) {
        if (wanted !== undefined) await addInTurns(market, wanted);
        wanted = undefined;
        const updates = await market.next(signal);
        if (updates === undefined) return undefined;
        const entries = updates.reduce((sum, { update }) => sum + entriesOf(update), 0);
        if (entries > MAX_ENTRIES_WITHOUT_TURN) await turns.next();
        const message = convert(streamId, updates);
        streamId = '';
        return message;
      },
      close: () => market.close(),
    };
  }

  /** As a message, which JSON is made from. */
  readonly json: Convert<StreamMarketDataResponse> = (streamId, updates) =>
    create(StreamMarketDataResponseSchema, {
      streamId,
      updates: updates.map((update) => fromStreamUpdate(update, this.#options)),
    });

  /** As a message whose updates are bytes. */
  readonly binary: Convert<StreamMarketDataResponse> = (streamId, updates) =>
    withEncoded(
      create(StreamMarketDataResponseSchema, { streamId }),
      updates.map((update) => ({ field: UPDATES, bytes: this.#valueOf(update) })),
    );

  write(wire: WireWriter, streamId: string, updates: readonly StreamUpdate[]): void {
    wire.text(StreamMarketDataResponseTag.streamId, streamId);
    for (const update of updates) {
      const start = wire.open(StreamMarketDataResponseTag.updates);
      writeMarketUpdate(wire, update, this.#options);
      wire.close(start);
    }
  }

  /** @throws RefusedError UNKNOWN_STREAM, or as `open`. */
  async change({ streamId, add, remove }: UpdateSubscriptionsRequest): Promise<void> {
    const market = this.#streams.get(streamId);
    if (market === undefined) throw unknownStream(streamId);
    await market.changes(async () => {
      const removed = new Set(remove.filter((id) => market.has(id)));
      const wanted = toSubscriptions('add', add, market, removed, this.#feeds);
      for (const id of removed) market.remove(id);
      await addInTurns(market, wanted);
    });
  }

  /** A length, then a `MarketDataUpdate`. */
  #valueOf(update: StreamUpdate): Uint8Array {
    // An update that could not be written may have been left there.
    this.#wire.rewind(0);
    writeMarketUpdate(this.#wire, update, this.#options);
    return this.#wire.copyValue();
  }
}

/** The first subscription with a price step reads the whole book, so it takes turns. */
async function addInTurns(market: MarketStream, wanted: readonly NewSubscription[]): Promise<void> {
  for (const one of wanted) {
    if (one.isLong) await market.turn();
    market.add(one);
  }
}
