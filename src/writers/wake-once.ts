/**
 * Wakes a writer once for all commits within a time. Woken for each of a hundred commits a second, it would make a hundred
 * transactions of what fits into ten.
 */
export class WakeOnce {
  readonly #wake: () => void;
  readonly #withinMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param withinMs 0 wakes at once for each commit. */
  constructor(wake: () => void, withinMs: number) {
    this.#wake = wake;
    this.#withinMs = withinMs;
  }

  /** There was a commit. Wakes `withinMs` after the first one since the last wake-up. */
  committed(): void {
    if (this.#withinMs === 0) this.#wake();
    else this.#timer ??= setTimeout(() => this.#expired(), this.#withinMs);
  }

  /** Cancels the next wake-up. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #expired(): void {
    this.#timer = undefined;
    this.#wake();
  }
}
