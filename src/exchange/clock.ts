const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
/** Past this the wall clock was set, or the two have drifted apart: follow the wall. */
const TOLERANCE_NS = 5n * NANOSECONDS_PER_MILLISECOND;

/**
 * Nanoseconds since 1970-01-01 UTC that never run backwards, not even over a
 * restart or when someone sets the wall clock. The fine part comes from the monotonic
 * clock, since the wall clock only counts milliseconds.
 */
export class Clock {
  #offsetNs: bigint;
  #lastNs: bigint;

  /** @param lastNs the last time that was given out before. */
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
