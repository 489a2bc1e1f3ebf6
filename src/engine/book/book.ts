import type { Instrument } from '../../domain/instrument.ts';
import { Side } from '../../domain/order.ts';
import { BookSide } from './book-side.ts';
import type { IdleWindows } from './idle-windows.ts';
import type { OrderPool } from './order-pool.ts';

// Not looked up in the import each time: see `Engine`.
const BUY = Side.Buy;

/** No price is above this tick. */
export const LAST_TICK = 2 ** 31 - 1;

/**
 * The resting orders of one instrument. Its sides do not know of each other, so that it can hold orders that cross.
 * Prices are counted in ticks, from 1 for the lowest price of the instrument to 2^31 - 1.
 */
export class Book {
  readonly instrument: Instrument;
  readonly instrumentId: number = 0;
  /** Where the book is in the engine's list. */
  readonly index: number = 0;
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly #tickSize: number = 0;
  /** The price at tick 0. */
  readonly #origin: number = 0;
  /** True when each price is its own tick. */
  readonly #isIdentity: boolean = false;

  constructor(instrument: Instrument, index: number, pool: OrderPool, idle: IdleWindows) {
    this.instrument = instrument;
    this.instrumentId = instrument.instrumentId;
    this.index = index;
    this.bids = new BookSide(Side.Buy, index << 1, pool, idle);
    this.asks = new BookSide(Side.Sell, (index << 1) + 1, pool, idle);
    this.#tickSize = instrument.tickSize;
    this.#isIdentity = this.#tickSize === 1 && this.#origin === 0;
  }

  /** 0 when the price is not one of this book. */
  tickOf(price: number): number {
    const tick = this.#isIdentity ? price : (price - this.#origin) / this.#tickSize;
    return (tick | 0) === tick && tick >= 1 ? tick | 0 : 0;
  }

  priceAt(tick: number): number {
    return this.#isIdentity ? tick : this.#origin + tick * this.#tickSize;
  }

  side(side: Side): BookSide {
    return side === BUY ? this.bids : this.asks;
  }

  /** The orders that an order of this side trades with. */
  against(side: Side): BookSide {
    return side === BUY ? this.asks : this.bids;
  }

  /** True when an order at this limit would trade. */
  crosses(side: Side, tick: number): boolean {
    const makers = this.against(side);
    return makers.rankOf(tick) <= makers.best;
  }

  /** The first order in line that an order at this limit trades with, or 0. */
  nextMaker(side: Side, tick: number): number {
    const makers = this.against(side);
    const best = makers.best;
    return makers.rankOf(tick) <= best ? makers.headAt(best) : 0;
  }

  /** What an order at this limit could trade now; no more than `atMost` is counted. */
  quantityUpTo(side: Side, tick: number, atMost: number): number {
    const makers = this.against(side);
    return makers.quantityUpTo(makers.rankOf(tick), atMost);
  }

  /** Bids from best to worst, then asks from best to worst, first in line first. */
  visit(order: (slot: number, side: Side) => void): void {
    this.bids.visit(order);
    this.asks.visit(order);
  }
}
