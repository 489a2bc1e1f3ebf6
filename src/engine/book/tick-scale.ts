import type { Instrument } from '../../domain/instrument.ts';

/** Counts the prices of one instrument in ticks, from 1 for its lowest price. */
export class TickScale {
  readonly #tickSize: number = 0;
  /** The price at tick 0. */
  readonly #origin: number = 0;
  /** Whether each price is its own tick. */
  readonly #isIdentity: boolean = false;

  constructor({ tickSize, minPrice }: Instrument) {
    this.#tickSize = tickSize;
    this.#origin = minPrice - tickSize;
    this.#isIdentity = tickSize === 1 && this.#origin === 0;
  }

  /** 0 if the price is not one of the instrument. */
  tickOf(price: number): number {
    const tick = this.#isIdentity ? price : (price - this.#origin) / this.#tickSize;
    return (tick | 0) === tick && tick > 0 ? tick : 0;
  }

  priceOf(tick: number): number {
    return this.#isIdentity ? tick : this.#origin + tick * this.#tickSize;
  }
}
