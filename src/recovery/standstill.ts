import { type ClockKind, openClock } from '../exchange/open-clock.ts';

/** A journal that is ahead of the system by less than this follows from clocks that were set. */
const TOLERANCE_NS = 1_000_000_000n;

/** The time of the exchange stands still, although its clock is the system's. */
export interface Standstill {
  /** Where it stands: nanoseconds since 1970-01-01 UTC. */
  readonly exchangeNs: bigint;
  /** The time of the system, which is before it. */
  readonly systemNs: bigint;
}

/**
 * Whether the time of the exchange would stand still, because the journal is ahead of the system: it ran with a manual clock, or the
 * clock of the system is wrong.
 *
 * @param lastTimeNs the last time of the journal: nanoseconds since 1970-01-01 UTC.
 */
export function standstillOf(kind: ClockKind, lastTimeNs: bigint): Standstill | undefined {
  const systemNs = openClock('system', 0n).now();
  if (kind === 'manual' || lastTimeNs <= systemNs + TOLERANCE_NS) return undefined;
  return { exchangeNs: lastTimeNs, systemNs };
}

/** In words, with both times. */
export function standstillText({ exchangeNs, systemNs }: Standstill): string {
  return (
    `the time of the exchange stands still at ${timeText(exchangeNs)}, that of the last event of the journal, ` +
    `until the clock of the system, which says ${timeText(systemNs)}, is there`
  );
}

function timeText(timeNs: bigint): string {
  return new Date(Number(timeNs / 1_000_000n)).toISOString();
}
