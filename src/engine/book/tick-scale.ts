import type { Instrument } from '../../domain/instrument.ts';

/** Counts the prices of one instrument in ticks, from 1 for its lowest price. */
export class TickScale {
  readonly #tickSize: number = 0;
  /** The price at tick 0. */
  readonly #origin: number = 0;

  constructor({ tickSize, minPrice }: Instrument) {
    this.#tickSize = tickSize;
    this.#origin = minPrice - tickSize;
  }

  /** 0 if the price is not one of the instrument. */
  tickOf(price: number): number {
    const distance = price - this.#origin;
    const tick = this.#tickSize === 1 ? distance : distance / this.#tickSize;
    return (tick | 0) === tick && tick > 0 ? tick : 0;
  }

  priceOf(tick: number): number {
    return this.#tickSize === 1 ? this.#origin + tick : this.#origin + tick * this.#tickSize;
  }
}
