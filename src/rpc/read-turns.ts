/** For each millisecond of long reads, the others have this many. */
const SHARE_OF_OTHERS = 3;
/** What a timer can wait for at least; less is added up. */
const MIN_PAUSE_MS = 1;

interface Waiting {
  readonly resolve: () => void;
  next: Waiting | undefined;
}

/**
 * Long reads share the thread that matches, so they take turns: one at a time does a slice of its work, and then the
 * others have three times as long. However many long reads there are, orders keep three quarters of the thread.
 */
export class ReadTurns {
  #first: Waiting | undefined;
  #last: Waiting | undefined;
  #isBusy = false;
  #owedMs = 0;

  /**
   * Resolves when the caller may do its next slice, which lasts until it waits for something. A slice should take some
   * tenths of a millisecond.
   */
  next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting: Waiting = { resolve, next: undefined };
    if (this.#last === undefined) this.#first = waiting;
    else this.#last.next = waiting;
    this.#last = waiting;
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
      this.#take()?.resolve();
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
    this.#isBusy = this.#first !== undefined;
    if (this.#isBusy) this.#grant();
  }

  #take(): Waiting | undefined {
    const first = this.#first;
    this.#first = first?.next;
    if (this.#first === undefined) this.#last = undefined;
    return first;
  }
}
