import { RoundRobin } from './round-robin.ts';

/** After each millisecond of long reads, other work gets this many milliseconds. */
const SHARE_OF_OTHERS = 3;
/** Shortest pause of a timer. Shorter pauses are added up. */
const MIN_PAUSE_MS = 1;

type Resolve = () => void;

/** Identifies the reader: a party or an address. */
export type Reader = object | string;

/** The turns of one reader. */
export interface Turns {
  /**
   * Resolves when the caller may run its next slice. The slice ends at the caller's next `await`, and should take less than
   * a millisecond.
   */
  next(): Promise<void>;
}

/**
 * Limits long reads to a quarter of their thread's time, because orders pass through it too. They run in slices, one at a time,
 * and after each slice other work gets three times as long.
 *
 * Readers take turns, so a reader with a thousand requests does not delay the others.
 */
export class ReadTurns {
  /** Waiting slices by reader. */
  readonly #waiting = new RoundRobin<Reader, Resolve, Resolve[]>(() => []);
  #isBusy = false;
  #owedMs = 0;

  of(reader: Reader): Turns {
    return { next: () => this.#next(reader) };
  }

  #next(reader: Reader): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.of(reader).push(resolve);
    if (!this.#isBusy) {
      this.#isBusy = true;
      this.#grant();
    }
    return promise;
  }

  #grant(): void {
    let startMs = 0;
    setImmediate(() => {
      startMs = performance.now();
      this.#waiting.shift()?.();
    });
    // Runs right after the slice: microtasks of one immediate run before the next immediate.
    setImmediate(() => this.#pause((performance.now() - startMs) * SHARE_OF_OTHERS));
  }

  #pause(ms: number): void {
    this.#owedMs += ms;
    if (this.#owedMs < MIN_PAUSE_MS) {
      this.#goOn();
    } else {
      setTimeout(() => this.#goOn(), this.#owedMs);
      this.#owedMs = 0;
    }
  }

  #goOn(): void {
    this.#isBusy = this.#waiting.length > 0;
    if (this.#isBusy) this.#grant();
  }
}
