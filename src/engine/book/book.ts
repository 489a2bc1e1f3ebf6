import type { Instrument } from '../../domain/instrument.ts';
import { Side } from '../../domain/order.ts';
import { BookSide } from './book-side.ts';
import type { IdleWindows } from './idle-windows.ts';
import type { OrderPool } from './order-pool.ts';
import { TickScale } from './tick-scale.ts';

// A constant of the module, for speed: see `Engine`.
const BUY = Side.Buy;

/**
 * The resting orders of one instrument. Its sides are independent of each other, so it can hold orders that cross. Prices are
 * counted in ticks, from 1 for the lowest price of the instrument to 2^31 - 1.
 */
export class Book {
  readonly instrument: Instrument;
  readonly instrumentId: number = 0;
  /** Index of the book in the engine's list. */
  readonly index: number = 0;
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly #ticks: TickScale;

  constructor(instrument: Instrument, index: number, pool: OrderPool, idle: IdleWindows) {
    this.instrument = instrument;
    this.instrumentId = instrument.instrumentId;
    this.index = index;
    this.#ticks = new TickScale(instrument);
    this.bids = new BookSide(Side.Buy, this, this.#ticks, pool, idle);
    this.asks = new BookSide(Side.Sell, this, this.#ticks, pool, idle);
  }

  /** 0 if the price is not on a tick of this book. */
  tickOf(price: number): number {
    return this.#ticks.tickOf(price);
  }

  side(side: Side): BookSide {
    return side === BUY ? this.bids : this.asks;
  }

  /** The side that an order of this side trades with. */
  against(side: Side): BookSide {
    return side === BUY ? this.asks : this.bids;
  }

  /** Whether an order with this limit would trade. */
  crosses(side: Side, tick: number): boolean {
    const makers = this.against(side);
    return makers.rankOf(tick) <= makers.best;
  }

  /** The quantity that an order with this limit could trade now, counted up to `atMost`. */
  quantityUpTo(side: Side, tick: number, atMost: number): number {
    const makers = this.against(side);
    return makers.quantityUpTo(makers.rankOf(tick), atMost);
  }

  /** Bids from best to worst, then asks from best to worst, and by time at one price. */
  visit(order: (slot: number, side: Side) => void): void {
    this.bids.visit(order);
    this.asks.visit(order);
  }
}
