import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random decisions that are the same for the same seed. */
export class Random {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  chance(percent: number): boolean {
    return this.between(1, 100) <= percent;
  }

  /** One of them; undefined when there is none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.between(0, Math.max(0, items.length - 1))];
  }

  /** As many different ones of them, neighbours from a random one on; all of them when there are no more. */
  pickSome<T>(items: readonly T[], count: number): T[] {
    const first = this.between(0, Math.max(0, items.length - 1));
    return [...items.slice(first), ...items.slice(0, first)].slice(0, count);
  }
}
