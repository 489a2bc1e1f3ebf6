import type { OrderBook, OrderBookDelta, PriceLevel } from '../../gen/redleaf/v1/market_data_pb.ts';
import type {
  MarketDataUpdate,
  StreamOrderBookResponse,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';

/** The book of one instrument, or its best levels, built from the messages of a stream. */
export class LocalOrderBook {
  readonly instrumentId: number;
  /** The last event that is in the book; 0 before the snapshot. */
  #sequence = 0n;
  #isWhole = false;
  #epoch = 0n;
  #bids = new LevelSide('highest');
  #asks = new LevelSide('lowest');

  constructor(instrumentId: number) {
    this.instrumentId = instrumentId;
  }

  get sequence(): bigint {
    return this.#sequence;
  }

  /** Whether all levels have arrived. A large book comes in several messages, the best prices first. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** The epoch of the book. It changes if the exchange was restored or rebuilt, and the book then starts again. */
  get epoch(): bigint {
    return this.#epoch;
  }

  /** Buy levels, highest price first. */
  get bids(): readonly PriceLevel[] {
    return this.#bids.levels;
  }

  /** Sell levels, lowest price first. */
  get asks(): readonly PriceLevel[] {
    return this.#asks.levels;
  }

  /** Applies an update of a `MarketDataStream`, channel ORDER_BOOK. */
  update({ isSnapshot, epoch, sequence, update }: MarketDataUpdate): void {
    if (update.case !== 'orderBook') return;
    if (isSnapshot) this.#replace(update.value);
    else this.#change(update.value);
    this.#sequence = sequence;
    this.#epoch = epoch;
    this.#isWhole = true;
  }

  /**
   * Applies the next message of `StreamOrderBook`. False if a message is missing before this one: the book is unchanged, and
   * the stream must be opened again.
   */
  apply(message: StreamOrderBookResponse): boolean {
    const { update } = message;
    if (update.case === 'snapshot') {
      this.#replace(update.value);
    } else {
      if (message.previousSequence !== this.#sequence) return false;
      if (update.case === 'delta') this.#change(update.value);
    }
    this.#sequence = message.sequence;
    this.#isWhole = !message.hasMoreLevels;
    this.#epoch = message.epoch;
    return true;
  }

  #replace(snapshot: OrderBook | OrderBookDelta): void {
    this.#bids = new LevelSide('highest', snapshot.bids);
    this.#asks = new LevelSide('lowest', snapshot.asks);
  }

  #change(delta: OrderBookDelta): void {
    for (const level of delta.bids) this.#bids.set(level);
    for (const level of delta.asks) this.#asks.set(level);
  }
}

class LevelSide {
  readonly levels: PriceLevel[];
  readonly #isBetter: (price: bigint, other: bigint) => boolean;

  constructor(best: 'highest' | 'lowest', levels: readonly PriceLevel[] = []) {
    this.levels = [...levels];
    this.#isBetter = best === 'highest' ? (a, b) => a > b : (a, b) => a < b;
  }

  set(level: PriceLevel): void {
    const index = this.#indexOf(level.price);
    const known = this.levels[index]?.price === level.price ? 1 : 0;
    if (level.quantity === '0') this.levels.splice(index, known);
    else this.levels.splice(index, known, level);
  }

  /** Index of the price, or where it belongs. */
  #indexOf(price: bigint): number {
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const other = this.levels[middle]?.price ?? price;
      if (this.#isBetter(other, price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
