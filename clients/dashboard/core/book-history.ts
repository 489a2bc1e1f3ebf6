import { MarketDataChannel, type MarketDataUpdate } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { BookView, type Level, type Sides } from './book.ts';
import type { Feed } from './feed.ts';

/** A book as it was from a time on, until the next one. */
export interface BookMoment {
  /** When this page heard of it, on its own clock. */
  readonly fromMs: number;
  /** Price and quantity in turns, the highest price first; empty while the market was not seen. */
  readonly bids: Float64Array;
  /** The lowest price first. */
  readonly asks: Float64Array;
}

/** What traded at one price on one side between two moments. */
export interface TradeDot {
  readonly timeMs: number;
  readonly price: number;
  readonly quantity: number;
  /** Whether the order that came in has bought. */
  readonly isBuy: boolean;
}

/** How long the past is kept. */
export const HISTORY_MS = 5 * 60_000;
/** Least time between two moments. */
export const MOMENT_MS = 500;
const LEVELS = 100;
const DOTS_KEPT = 10_000;

/** The last minutes of one book and its trades: of bounded size, however much happens. */
export class BookHistory {
  readonly instrumentId: number;
  /** In order of time. */
  moments: readonly BookMoment[] = [];
  /** In order of time. */
  dots: readonly TradeDot[] = [];
  readonly #book: BookView;
  readonly #endTrades: () => void;

  constructor(feed: Feed, instrumentId: number) {
    this.instrumentId = instrumentId;
    const topic = { instrumentId, depth: LEVELS, priceGrouping: 0, updateIntervalMs: MOMENT_MS };
    this.#book = new BookView(feed, topic);
    this.#book.sides.subscribe(() => this.#add(this.#book.sides.value, Date.now()));
    const trades = { channel: MarketDataChannel.TRADES, instrumentId, updateIntervalMs: MOMENT_MS };
    this.#endTrades = feed.subscribe(trades, (update) => this.#traded(update, Date.now()));
  }

  close(): void {
    this.#book.close();
    this.#endTrades();
  }

  /** The market is not seen from now on, until its next snapshot. */
  interrupt(): void {
    if (this.moments.at(-1)?.bids.length !== 0) this.#add(undefined, Date.now());
  }

  #add(sides: Sides | undefined, nowMs: number): void {
    const moment = { fromMs: nowMs, bids: pairs(sides?.bids ?? []), asks: pairs(sides?.asks ?? []) };
    this.moments = [...since(this.moments, nowMs - HISTORY_MS), moment];
  }

  #traded({ isSnapshot, update }: MarketDataUpdate, nowMs: number): void {
    if (update.case !== 'trades' || isSnapshot) return;
    const dots = new Map<string, TradeDot>();
    for (const trade of update.value.trades) {
      const isBuy = trade.aggressorSide === Side.BUY;
      const key = `${trade.price} ${isBuy}`;
      const quantity = Number(trade.quantity) + (dots.get(key)?.quantity ?? 0);
      dots.set(key, { timeMs: nowMs, price: Number(trade.price), quantity, isBuy });
    }
    const kept = this.dots.filter(({ timeMs }) => timeMs >= nowMs - HISTORY_MS);
    this.dots = [...kept, ...dots.values()].slice(-DOTS_KEPT);
  }
}

/** Those that were there then or later: the one before counts until the next. */
function since(moments: readonly BookMoment[], timeMs: number): readonly BookMoment[] {
  const first = moments.findIndex(
    (_, index) => (moments[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY) > timeMs,
  );
  return first <= 0 ? moments : moments.slice(first);
}

function pairs(levels: readonly Level[]): Float64Array {
  const flat = new Float64Array(levels.length * 2);
  for (const [index, { price, quantity }] of levels.entries()) {
    flat[2 * index] = price;
    flat[2 * index + 1] = Number(quantity);
  }
  return flat;
}
