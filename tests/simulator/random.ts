import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** One of several things, with how often it is drawn beside the others. */
export interface Weighted<T> {
  readonly weight: number;
  readonly value: T;
}

/** Everything that a simulation leaves to chance: the same seed draws the same again. */
export class Random {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number, both bounds included. */
  integer(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  chance(percent: number): boolean {
    return this.integer(1, 100) <= percent;
  }

  /** @throws RangeError when there is nothing to pick from. */
  pick<T>(values: readonly T[]): T {
    const picked = this.maybe(values);
    if (picked === undefined) throw new RangeError('there is nothing to pick from');
    return picked;
  }

  /** Undefined when there is nothing to pick from. */
  maybe<T>(values: readonly T[]): T | undefined {
    return values.length === 0 ? undefined : values[this.integer(0, values.length - 1)];
  }

  /** Takes one out of a list; undefined when there is none. */
  take<T>(values: T[]): T | undefined {
    return values.length === 0 ? undefined : values.splice(this.integer(0, values.length - 1), 1)[0];
  }

  weighted<T>(choices: readonly Weighted<T>[]): T {
    let left = this.integer(
      1,
      choices.reduce((sum, { weight }) => sum + weight, 0),
    );
    for (const { weight, value } of choices) {
      left -= weight;
      if (left <= 0) return value;
    }
    throw new RangeError('there is nothing to draw from');
  }
}
