import type { PriceLevel } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataChannel, type MarketDataUpdate } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Feed } from './feed.ts';
import { Source } from './source.ts';

/** A price of the book and what rests there, in minor units. */
export interface Level {
  readonly price: number;
  /** A sum of orders: it may be beyond what a number holds exactly. */
  readonly quantity: bigint;
  readonly orderCount: number;
}

export interface Sides {
  /** Highest price first. */
  readonly bids: readonly Level[];
  /** Lowest price first. */
  readonly asks: readonly Level[];
  /** The last event that is in it. */
  readonly sequence: bigint;
}

export interface BookTopic {
  readonly instrumentId: number;
  /** Levels on each side. */
  readonly depth: number;
  /** Levels are summed into steps of this, in minor units; 0 for levels as they are. */
  readonly priceGrouping: number;
  /** Least time between two updates, in milliseconds; default 50. */
  readonly updateIntervalMs?: number;
}

/** The best levels of one book. Undefined until its snapshot has come: it never shows another book. */
export class BookView {
  readonly sides = new Source<Sides | undefined>(undefined);
  readonly #bids = new Map<number, Level>();
  readonly #asks = new Map<number, Level>();
  /** Ends the subscription. */
  readonly close: () => void;

  constructor(feed: Feed, { instrumentId, depth, priceGrouping, updateIntervalMs = 50 }: BookTopic) {
    const topic = {
      channel: MarketDataChannel.ORDER_BOOK,
      instrumentId,
      depth,
      priceGrouping: BigInt(priceGrouping),
      updateIntervalMs,
    };
    this.close = feed.subscribe(topic, (update) => this.#apply(update));
  }

  #apply({ isSnapshot, sequence, update }: MarketDataUpdate): void {
    if (update.case !== 'orderBook') return;
    if (isSnapshot) {
      this.#bids.clear();
      this.#asks.clear();
    }
    for (const level of update.value.bids) put(this.#bids, level);
    for (const level of update.value.asks) put(this.#asks, level);
    this.sides.value = {
      bids: [...this.#bids.values()].sort((a, b) => b.price - a.price),
      asks: [...this.#asks.values()].sort((a, b) => a.price - b.price),
      sequence,
    };
  }
}

function put(levels: Map<number, Level>, { price, quantity, orderCount }: PriceLevel): void {
  const key = Number(price);
  if (quantity === '0') levels.delete(key);
  else levels.set(key, { price: key, quantity: BigInt(quantity), orderCount });
}

/** Steps of the ladder: 1, 2, 5, 10, 20, 50, 100 ticks. */
export function groupingSteps(tickSize: number): readonly number[] {
  return [1, 2, 5, 10, 20, 50, 100].map((ticks) => ticks * tickSize);
}

/** The step in which a price is shown: bids down, asks up. */
export function stepOf(price: number, grouping: number, side: 'bid' | 'ask'): number {
  if (grouping === 0) return price;
  const steps = price / grouping;
  return (side === 'bid' ? Math.floor(steps) : Math.ceil(steps)) * grouping;
}
