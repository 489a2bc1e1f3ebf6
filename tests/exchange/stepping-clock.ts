import type { Clock } from '../../src/domain/clock.ts';

export const SECOND_NS = 1_000_000_000n;
/** 2026-01-01 00:00 UTC. */
export const FIRST_TIME_NS = 1_767_225_600n * SECOND_NS;

/** A time that goes forward by the same step with every command, so that the same commands have the same times. */
export class SteppingClock implements Clock {
  stepNs = SECOND_NS;
  /** Of the last command. */
  timeNs: bigint;

  constructor(timeNs = FIRST_TIME_NS) {
    this.timeNs = timeNs;
  }

  now(): bigint {
    this.timeNs += this.stepNs;
    return this.timeNs;
  }
}
