import type { Clock } from '../domain/clock.ts';
import type { ClockAdvanced } from '../events/events.ts';
import type { FrameConsumer } from '../events/frame.ts';

/**
 * A time that stands still until an administrator advances it. It takes the committed frames, so it is never ahead of the disk. It does
 * not go back for older frames.
 */
export class ManualClock implements Clock, FrameConsumer {
  #timeNs: bigint;

  /** @param timeNs the first time: nanoseconds since 1970-01-01 UTC. */
  constructor(timeNs: bigint) {
    this.#timeNs = timeNs;
  }

  now(): bigint {
    return this.#timeNs;
  }

  clockAdvanced({ timeNs }: ClockAdvanced): void {
    if (timeNs > this.#timeNs) this.#timeNs = timeNs;
  }
}
