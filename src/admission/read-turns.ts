import { RoundRobin } from './round-robin.ts';

/** For each millisecond of long reads, the others have this many. */
const SHARE_OF_OTHERS = 3;
/** What a timer can wait for at least; less is added up. */
const MIN_PAUSE_MS = 1;

type Resolve = () => void;

/** Who reads: a party, or an address. */
export type Reader = object | string;

/** The turns of one reader. */
export interface Turns {
  /**
   * Resolves when the caller may do its next slice, which lasts until it waits for something. A slice should take some
   * tenths of a millisecond.
   */
  next(): Promise<void>;
}

/**
 * Long reads share the thread that matches, so they take turns: one at a time does a slice of its work, and then the
 * others have three times as long. However many long reads there are, orders keep three quarters of the thread.
 *
 * Readers take turns too: who asks for a thousand lists at once waits for them alone.
 */
export class ReadTurns {
  /** Slices that wait, by reader. */
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
    // Runs right after the slice: what a callback resolves goes on before the next callback.
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
