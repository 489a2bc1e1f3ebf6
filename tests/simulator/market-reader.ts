import { MarketDataChannel } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { BestBidOfferChannel } from '../../src/feeds/channels/best-bid-offer-channel.ts';
import type { Channel, ChannelUpdate } from '../../src/feeds/channels/channel.ts';
import type { StreamUpdate } from '../../src/feeds/channels/market-stream.ts';
import { MarketStreams } from '../../src/feeds/channels/market-streams.ts';
import { OrderBookChannel } from '../../src/feeds/channels/order-book-channel.ts';
import { TradesChannel } from '../../src/feeds/channels/trades-channel.ts';
import type { PriceLevel } from '../../src/feeds/depth-side.ts';
import type { Feeds } from '../../src/feeds/feeds.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import { HEARTBEAT_MS } from './exchange-process.ts';
import { expectSame } from './expect-same.ts';
import { levelsOf, sorted } from './model-views.ts';
import { Reader } from './reader.ts';

const INSTRUMENT = 1;
const LEVELS = 3;
/** The exchange sends no more often than this. */
const INTERVAL_MS = 100;
/** Of the snapshot. */
const TRADES = 5;

interface Updates {
  readonly sequence: number;
  readonly updates: readonly StreamUpdate[];
}

/** Reads several channels of one instrument as one stream: its best levels, its best prices and its trades. */
export class MarketReader extends Reader<Updates> {
  readonly name = `the market of ${INSTRUMENT}`;
  readonly #sequences = new Map<MarketDataChannel, number>();
  readonly #bids = new Map<number, PriceLevel>();
  readonly #asks = new Map<number, PriceLevel>();
  #best: { readonly bid: PriceLevel | undefined; readonly ask: PriceLevel | undefined } | undefined;
  /** The last trade that has come. */
  #lastTradeId = 0;
  #feeds: Feeds | undefined;

  override get isUpToDate(): boolean {
    const book = this.#feeds?.book(INSTRUMENT)?.sequence;
    const trade = this.#trades().at(-1)?.tradeId ?? 0;
    const known = levelsOf(this.ledger.durable, INSTRUMENT);
    const isShown = this.#sequences.get(MarketDataChannel.ORDER_BOOK) !== undefined && book !== undefined;
    return isShown && this.#lastTradeId === trade && this.#differs(known) === undefined;
  }

  checkAll(): void {
    const difference = this.#differs(levelsOf(this.ledger.durable, INSTRUMENT));
    expectSame(difference, undefined, this.name);
  }

  protected subscribe(feeds: Feeds): Subscription<Updates> {
    this.#feeds = feeds;
    this.#sequences.clear();
    this.#bids.clear();
    this.#asks.clear();
    this.#best = undefined;
    this.#lastTradeId = this.#trades().findLast(({ sequence }) => sequence <= feeds.sequence)?.tradeId ?? 0;
    const book = feeds.book(INSTRUMENT);
    if (book === undefined) throw new Error(`there is no book of ${INSTRUMENT}`);
    const streams = new MarketStreams(feeds, { heartbeatMs: HEARTBEAT_MS, createId: () => '' });
    const stream = streams.open({ turn: async () => {}, hold: () => {} });
    const open = (
      subscriptionId: number,
      channel: MarketDataChannel,
      make: (onReady: () => void) => Channel,
    ) =>
      stream.add({
        ...{ subscriptionId, channel, instrumentId: INSTRUMENT, intervalMs: INTERVAL_MS },
        ...{ levels: LEVELS, places: 1, isLong: false, open: make },
      });
    open(1, MarketDataChannel.ORDER_BOOK, () => new OrderBookChannel(book, 0, LEVELS));
    open(2, MarketDataChannel.BEST_BID_OFFER, () => new BestBidOfferChannel(feeds, INSTRUMENT));
    open(
      3,
      MarketDataChannel.TRADES,
      (onReady) => new TradesChannel(feeds.trades, { instrumentId: INSTRUMENT, depth: TRADES, onReady }),
    );
    return {
      next: async (signal) => {
        const updates = await stream.next(signal);
        return updates && { sequence: this.sequence, updates };
      },
      close: () => stream.close(),
    };
  }

  protected take({ updates }: Updates): void {
    for (const { channel, update } of updates) {
      const before = this.#sequences.get(channel) ?? 0;
      if (update.previousSequence !== before) {
        throw new Error(`channel ${channel} goes on after ${update.previousSequence}, not ${before}`);
      }
      if (update.sequence > this.ledger.durable.events) {
        throw new Error(`channel ${channel} shows event ${update.sequence}, which is not durable`);
      }
      this.#sequences.set(channel, update.sequence);
      this.#show(update);
    }
  }

  #show({ content, isSnapshot }: ChannelUpdate): void {
    switch (content.kind) {
      case 'orderBook':
        for (const level of content.levels.bids) put(this.#bids, level);
        for (const level of content.levels.asks) put(this.#asks, level);
        break;
      case 'bestBidOffer':
        this.#best = content;
        break;
      case 'trades':
        // A snapshot shows the latest trades that are in memory, which may be none.
        for (const { tradeId } of content.trades) if (!isSnapshot) this.#traded(tradeId);
        break;
      default:
        break;
    }
  }

  #traded(tradeId: number): void {
    const next = this.#trades().find((trade) => trade.tradeId > this.#lastTradeId);
    if (next?.tradeId !== tradeId) {
      throw new Error(`trade ${tradeId} came in place of ${next?.tradeId}`);
    }
    this.#lastTradeId = tradeId;
  }

  #trades() {
    return this.ledger.durable.orders.trades.filter(({ instrumentId }) => instrumentId === INSTRUMENT);
  }

  /** Undefined when what was shown is what there is. */
  #differs({ bids, asks }: ReturnType<typeof levelsOf>): unknown {
    const shown = { ...sorted(this.#bids, this.#asks), bid: this.#best?.bid, ask: this.#best?.ask };
    const there = { bids: bids.slice(0, LEVELS), asks: asks.slice(0, LEVELS), bid: bids[0], ask: asks[0] };
    return JSON.stringify(shown) === JSON.stringify(there) ? undefined : { shown, there };
  }
}

function put(levels: Map<number, PriceLevel>, level: PriceLevel): void {
  if (level.quantity === 0) levels.delete(level.price);
  else levels.set(level.price, level);
}
