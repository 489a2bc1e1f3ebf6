import type { Clock } from '../domain/clock.ts';
import type { FrameConsumer } from '../events/frame.ts';
import { ManualClock } from './manual-clock.ts';
import { SystemClock } from './system-clock.ts';

/** `manual` stands still until an administrator advances it. */
export type ClockKind = 'system' | 'manual';

/**
 * The clock that a deployment chooses. It takes the committed frames.
 *
 * @param lastTimeNs the last time of the journal: nanoseconds since 1970-01-01 UTC; 0 for an empty one.
 */
export function openClock(kind: ClockKind, lastTimeNs: bigint): Clock & FrameConsumer {
  if (kind === 'system') return new SystemClock(lastTimeNs);
  return new ManualClock(lastTimeNs > 0n ? lastTimeNs : new SystemClock(0n).now());
}
