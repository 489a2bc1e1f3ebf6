import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { Random } from './random.ts';

/** What a market maker thinks the instrument is worth: it wanders, and comes back to where it started. */
export class FairPrice {
  readonly #tickSize: bigint;
  readonly #startTick: number;
  readonly #random: Random;
  #tick: number;

  constructor(instrument: Instrument, startPrice: bigint, currentPrice: bigint, random: Random) {
    this.#tickSize = instrument.tickSize;
    this.#startTick = Number(startPrice / instrument.tickSize);
    this.#tick = Number(currentPrice / instrument.tickSize);
    this.#random = random;
  }

  get price(): bigint {
    return BigInt(this.#tick) * this.#tickSize;
  }

  /** Most of the time it stays. The further it is from its start, the likelier it turns back. */
  wander(): void {
    if (!this.#random.chance(20)) return;
    const farPercent = Math.trunc((100 * (this.#tick - this.#startTick)) / this.#startTick);
    const upPercent = Math.min(90, Math.max(10, 50 - farPercent));
    this.#tick += this.#random.chance(upPercent) ? 1 : -1;
  }
}
