import { vi } from 'vitest';

const FAKED = [
  'setTimeout',
  'clearTimeout',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'Date',
  'performance',
  'hrtime',
] as const;

/** Loaded before any clock is replaced. */
const realImmediate = globalThis.setImmediate;
const DAY_MS = 86_400_000;
const BEGINS_MS = Date.UTC(2026, 0, 5, 23, 59, 30);

/**
 * The clocks and the event loop of the exchange. Real code waits for nothing but timers, immediates and the disk: all of them wait
 * here until a turn lets one of them go on, and then all promises that follow from it are settled.
 */
export class SimulatedTime implements Disposable {
  constructor() {
    this.#begin(BEGINS_MS);
  }

  /** Settles every promise that can be settled now. */
  settle(): Promise<void> {
    return new Promise((resolve) => realImmediate(resolve));
  }

  /** Lets so much time pass: timers and immediates run in their order, one at a time. */
  async pass(milliseconds: number): Promise<void> {
    let isOver = false;
    setTimeout(() => {
      isOver = true;
    }, milliseconds);
    while (!isOver) {
      vi.advanceTimersToNextTimer();
      await this.settle();
    }
  }

  /** Someone sets the wall clock; what has been waited for is not touched, nor is the monotonic clock. */
  setWallClock(changeMs: number): void {
    vi.setSystemTime(Math.max(DAY_MS, Date.now() + changeMs));
  }

  /** The machine starts again: nothing that was waited for comes, and the monotonic clock begins anew. */
  restart(): void {
    const now = Date.now();
    vi.useRealTimers();
    this.#begin(now);
  }

  [Symbol.dispose](): void {
    vi.useRealTimers();
  }

  #begin(now: number): void {
    vi.useFakeTimers({ toFake: [...FAKED], now });
  }
}
