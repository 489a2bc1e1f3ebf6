/**
 * Wakes once for all that comes within a time: a writer that is woken for each of a hundred commits a second makes a hundred
 * transactions of what fits into ten.
 */
export class WakeOnce {
  readonly #wake: () => void;
  readonly #withinMs: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param withinMs 0 wakes at once, each time. */
  constructor(wake: () => void, withinMs: number) {
    this.#wake = wake;
    this.#withinMs = withinMs;
  }

  /** Something has come: wakes the caller `withinMs` after the first of what it has not seen. */
  came(): void {
    if (this.#withinMs === 0) this.#wake();
    else this.#timer ??= setTimeout(() => this.#due(), this.#withinMs);
  }

  /** Drops a wake-up that is due. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #due(): void {
    this.#timer = undefined;
    this.#wake();
  }
}
