import { build } from 'hdr-histogram-js';
import { type ThreadTimes, threadTimes, timesSince } from './thread-times.ts';

export interface Measured {
  readonly perSecond: number;
  /** Times to an answer in microseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** Processor time per unit of work in microseconds, by thread of the server. */
  readonly cpuUs: ThreadTimes;
}

interface Times {
  readonly warmMs: number;
  readonly measureMs: number;
}

/** Counts finished work from the end of the warm-up on, and the server's processor time meanwhile. */
export class Meter {
  readonly #serverPid: number;
  readonly #histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000 });
  #state: 'warming' | 'measuring' | 'over' = 'warming';
  #beganMs = 0;
  #endedMs = 0;
  #before: ThreadTimes = {};
  #after: ThreadTimes = {};
  #count = 0;

  constructor(serverPid: number) {
    this.#serverPid = serverPid;
  }

  start({ warmMs, measureMs }: Times): void {
    setTimeout(() => {
      this.#state = 'measuring';
      this.#beganMs = performance.now();
      this.#before = threadTimes(this.#serverPid);
      setTimeout(() => {
        this.#state = 'over';
        this.#endedMs = performance.now();
        this.#after = threadTimes(this.#serverPid);
      }, measureMs);
    }, warmMs);
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  finished(sentMs: number, nowMs: number, units = 1): void {
    if (this.#state !== 'measuring') return;
    this.#count += units;
    this.#histogram.recordValueWithCount(Math.max(1, Math.round((nowMs - sentMs) * 1_000)), units);
  }

  get result(): Measured {
    if (this.#count === 0) throw new Error('nothing was answered in time');
    const times = timesSince(this.#after, this.#before);
    return {
      perSecond: (this.#count / (this.#endedMs - this.#beganMs)) * 1_000,
      p50: this.#histogram.getValueAtPercentile(50),
      p99: this.#histogram.getValueAtPercentile(99),
      p999: this.#histogram.getValueAtPercentile(99.9),
      cpuUs: Object.fromEntries(Object.entries(times).map(([name, us]) => [name, us / this.#count])),
    };
  }
}
