import type { Clock } from '../../src/domain/clock.ts';

/** The time of `Date`, which tests replace. */
export const dateClock: Clock = { now: () => BigInt(Date.now()) * 1_000_000n };
