import { create } from '@bufbuild/protobuf';
import {
  type StreamMarketDataRequest,
  type StreamMarketDataResponse,
  StreamMarketDataResponseSchema,
  type UpdateSubscriptionsRequest,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Turns } from '../../admission/read-turns.ts';
import { entriesOf, type MarketStream, type NewSubscription } from '../../feeds/channels/market-stream.ts';
import { MarketStreams } from '../../feeds/channels/market-streams.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { Subscription } from '../../feeds/subscriptions.ts';
import type { Config } from '../../settings/config.ts';
import type { PartyNames } from './convert-responses.ts';
import type { EncodedTrades } from './encoded-trades.ts';
import { toSubscriptions, unknownStream } from './market-subscriptions.ts';
import { fromStreamUpdate } from './market-updates.ts';
import { createStreamId } from './stream-id.ts';
import { visibleParties } from './visible-parties.ts';

/** Levels, trades and instruments of a message that is converted at once, which takes about a tenth of a millisecond. */
const MAX_ENTRIES_WITHOUT_TURN = 200;

interface Reader {
  readonly isJson: boolean;
  readonly turns: Turns;
  /** Sets the number of subscriptions for which the reader counts. Throws if that is too many. */
  readonly hold: (subscriptions: number) => void;
}

/** The streams of market data, as messages. */
export class MarketMessages {
  readonly #feeds: Feeds;
  readonly #parties: PartyNames;
  readonly #streams: MarketStreams;
  readonly #trades: EncodedTrades;

  /** @param gateway index of this gateway, which the ids of its streams tell. */
  constructor(
    feeds: Feeds,
    trades: EncodedTrades,
    { heartbeatMs, publicParties }: Pick<Config, 'heartbeatMs' | 'publicParties'>,
    gateway: number,
  ) {
    this.#feeds = feeds;
    this.#trades = trades;
    this.#parties = visibleParties(feeds.directory, publicParties, undefined);
    this.#streams = new MarketStreams(feeds, { heartbeatMs, createId: () => createStreamId(gateway) });
  }

  /** @throws RefusedError for wrong fields, UNKNOWN_INSTRUMENT or TOO_MANY_SUBSCRIPTIONS. */
  open(
    { subscriptions }: StreamMarketDataRequest,
    { isJson, turns, hold }: Reader,
  ): Subscription<StreamMarketDataResponse> {
    const feeds = this.#feeds;
    const market = this.#streams.open({ turn: () => turns.next(), hold });
    const options = { feeds, parties: this.#parties, trades: this.#trades, isJson };
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
        const message = create(StreamMarketDataResponseSchema, {
          streamId,
          updates: updates.map((update) => fromStreamUpdate(update, options)),
        });
        streamId = '';
        return message;
      },
      close: () => market.close(),
    };
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
}

/** The first subscription with a price step reads the whole book, so it takes turns. */
async function addInTurns(market: MarketStream, wanted: readonly NewSubscription[]): Promise<void> {
  for (const one of wanted) {
    if (one.isLong) await market.turn();
    market.add(one);
  }
}
