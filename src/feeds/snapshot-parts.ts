import type { PriceLevel } from './depth-side.ts';
import type { Runs } from './sorted-blocks.ts';

/** Levels of both sides, best prices first. */
export interface BookLevels {
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
}

/** Levels of each side in one message: at most 52 KB, and about a tenth of a millisecond to encode. */
export const MAX_PART_LEVELS = 1_000;

/** A snapshot of a book in parts, the best prices first. Parts that were read are not kept. */
export class SnapshotParts {
  readonly #bids: RunReader;
  readonly #asks: RunReader;

  constructor(bids: Runs<PriceLevel>, asks: Runs<PriceLevel>) {
    this.#bids = new RunReader(bids);
    this.#asks = new RunReader(asks);
  }

  get isRead(): boolean {
    return this.#bids.isRead && this.#asks.isRead;
  }

  next(): BookLevels {
    return { bids: this.#bids.take(MAX_PART_LEVELS), asks: this.#asks.take(MAX_PART_LEVELS) };
  }
}

class RunReader {
  /** In reverse: the next run is taken off the end. */
  readonly #runs: (readonly PriceLevel[])[];
  /** Levels of the next run that were taken. */
  #taken = 0;

  constructor(runs: Runs<PriceLevel>) {
    this.#runs = runs.toReversed();
  }

  get isRead(): boolean {
    return this.#runs.length === 0;
  }

  take(count: number): PriceLevel[] {
    const levels: PriceLevel[] = [];
    for (let run = this.#runs.at(-1); run !== undefined && levels.length < count; run = this.#runs.at(-1)) {
      const some = run.slice(this.#taken, this.#taken + count - levels.length);
      levels.push(...some);
      this.#taken += some.length;
      if (this.#taken < run.length) break;
      this.#runs.pop();
      this.#taken = 0;
    }
    return levels;
  }
}
