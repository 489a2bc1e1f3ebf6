import type { Instrument } from '../domain/instrument.ts';
import { Side } from '../domain/order.ts';
import type { IdleWindows } from './idle-windows.ts';
import type { OrderPool } from './order-pool.ts';
import { PriceLadder } from './price-ladder.ts';

// Not looked up in the import each time: see `Engine`.
const BUY = Side.Buy;
const SELL = Side.Sell;

/** No price is above this tick. */
export const LAST_TICK = 2 ** 31 - 1;

/**
 * The resting orders of one instrument, in line at their ticks. It is never crossed: all
 * levels up to the best bid are bids and all from the best ask up are asks, so both sides
 * share one ladder.
 */
export class Book {
  readonly instrument: Instrument;
  readonly instrumentId: number = 0;
  /** Where the book is in the engine's list. */
  readonly index: number = 0;
  readonly #tickSize: number = 0;
  readonly #pool: OrderPool;
  readonly #ladder: PriceLadder;
  readonly #idle: IdleWindows;
  /** Best ticks; 0 when there is no order on that side. */
  bestBid = 0;
  bestAsk = 0;

  constructor(instrument: Instrument, index: number, pool: OrderPool, idle: IdleWindows) {
    this.instrument = instrument;
    this.instrumentId = instrument.instrumentId;
    this.index = index;
    this.#tickSize = instrument.tickSize;
    this.#pool = pool;
    this.#ladder = new PriceLadder(pool);
    this.#idle = idle;
  }

  /** 0 when the price is not one of this book. */
  tickOf(price: number): number {
    if ((price | 0) !== price || price < 1) return 0;
    if (this.#tickSize === 1) return price;
    const tick = this.tickAt(price);
    return tick * this.#tickSize === price ? tick : 0;
  }

  /** The tick of a price that is known to be one. */
  tickAt(price: number): number {
    return this.#tickSize === 1 ? price | 0 : (price / this.#tickSize) | 0;
  }

  /** True when an order at this limit would trade. */
  crosses(side: Side, tick: number): boolean {
    if (side === BUY) return this.bestAsk !== 0 && tick >= this.bestAsk;
    return tick <= this.bestBid;
  }

  /** The first order in line that an order at this limit trades with, or 0. */
  nextMaker(side: Side, tick: number): number {
    if (side === BUY) {
      const best = this.bestAsk;
      return best !== 0 && tick >= best ? this.#ladder.headAt(best) : 0;
    }
    const best = this.bestBid;
    return tick <= best ? this.#ladder.headAt(best) : 0;
  }

  /** Puts an order behind those at its tick. */
  append(slot: number, side: Side, tick: number): void {
    this.#ladder.append(tick, slot);
    if (side === BUY) {
      if (tick > this.bestBid) this.bestBid = tick;
    } else if (this.bestAsk === 0 || tick < this.bestAsk) {
      this.bestAsk = tick;
    }
    if (this.#ladder.followDue) this.#follow();
  }

  /** Takes an order out of its line. */
  remove(slot: number, side: Side, tick: number): void {
    if (this.#ladder.remove(tick, slot)) {
      if (side === BUY) {
        if (tick === this.bestBid) this.bestBid = this.#ladder.below(tick);
      } else if (tick === this.bestAsk) {
        this.bestAsk = this.#ladder.above(tick);
      }
      if ((this.bestBid | this.bestAsk) === 0) this.#idle.add(this.#ladder);
    }
    if (this.#ladder.followDue) this.#follow();
  }

  /** An order at this tick has moved to another slot. */
  relink(tick: number, from: number, to: number): void {
    this.#ladder.relink(tick, from, to);
  }

  /** Bids from best to worst, then asks from best to worst, first in line first. */
  visit(order: (slot: number, side: Side) => void): void {
    for (let tick = this.bestBid; tick !== 0; tick = this.#ladder.below(tick)) {
      this.#visitLine(tick, BUY, order);
    }
    for (let tick = this.bestAsk; tick !== 0; tick = this.#ladder.above(tick)) {
      this.#visitLine(tick, SELL, order);
    }
  }

  /** The market is between the best prices, or at the only one. */
  #follow(): void {
    if (this.bestBid === 0 && this.bestAsk === 0) return;
    const bid = this.bestBid || this.bestAsk;
    this.#ladder.follow(Math.floor((bid + (this.bestAsk || bid)) / 2));
  }

  #visitLine(tick: number, side: Side, order: (slot: number, side: Side) => void): void {
    for (let slot = this.#ladder.headAt(tick); slot !== 0; slot = this.#pool.nextOf(slot)) {
      order(slot, side);
    }
  }
}
