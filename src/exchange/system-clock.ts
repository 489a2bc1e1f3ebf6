import type { Clock } from '../domain/clock.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
/** A larger difference means that the wall clock was set, or that the clocks have drifted apart. Then the wall clock counts. */
const TOLERANCE_NS = 5n * NANOSECONDS_PER_MILLISECOND;

/**
 * The time of the system. It never goes back, even after a restart or a change of the wall clock. Fractions of a millisecond come from
 * the monotonic clock.
 */
export class SystemClock implements Clock {
  #offsetNs: bigint;
  #lastNs: bigint;

  /** @param lastNs the last time of the journal: nanoseconds since 1970-01-01 UTC. */
  constructor(lastNs: bigint) {
    this.#offsetNs = wallNs() - process.hrtime.bigint();
    this.#lastNs = lastNs;
  }

  now(): bigint {
    const wall = wallNs();
    const monotonic = process.hrtime.bigint();
    let time = monotonic + this.#offsetNs;
    const apart = time - wall;
    if (apart > TOLERANCE_NS || apart < -TOLERANCE_NS) {
      this.#offsetNs = wall - monotonic;
      time = wall;
    }
    if (time > this.#lastNs) this.#lastNs = time;
    return this.#lastNs;
  }
}

function wallNs(): bigint {
  return BigInt(Date.now()) * NANOSECONDS_PER_MILLISECOND;
}
