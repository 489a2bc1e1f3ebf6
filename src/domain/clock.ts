/** The time of the exchange. */
export interface Clock {
  /** Nanoseconds since 1970-01-01 UTC. Never less than the call before. */
  now(): bigint;
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** Milliseconds since 1970-01-01 UTC. */
export function millisecondsOf(clock: Clock): number {
  return Number(clock.now() / NANOSECONDS_PER_MILLISECOND);
}
