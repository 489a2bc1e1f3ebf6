/** Keys that are counted; of more, the one that was counted longest ago is forgotten. */
const MAX_KEYS = 20_000;
/** One guess is forgotten after so long. */
const FORGET_MS = 60_000;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;
/** Guesses beyond the free ones that count: the delay grows no more, and is gone as many minutes later. */
const MAX_COUNTED = 7;

interface Count {
  readonly guesses: number;
  readonly atMs: number;
}

/** Counts wrong passwords by a key, and how long that key has to wait before the next. */
export class GuessCounter {
  readonly #free: number;
  /** The one counted longest ago comes first. */
  readonly #counts = new Map<string, Count>();

  /** @param free how many guesses are not delayed. */
  constructor(free: number) {
    this.#free = free;
  }

  has(key: string): boolean {
    return this.#counts.has(key);
  }

  /** Those that are not forgotten. */
  guesses(key: string, nowMs: number): number {
    const count = this.#counts.get(key);
    return count === undefined ? 0 : Math.max(0, count.guesses - (nowMs - count.atMs) / FORGET_MS);
  }

  /** @returns whether the key has to wait from now on, and had not before. */
  add(key: string, nowMs: number): boolean {
    const before = this.guesses(key, nowMs);
    const guesses = Math.min(before + 1, this.#free + MAX_COUNTED);
    this.#counts.delete(key);
    this.#counts.set(key, { guesses, atMs: nowMs });
    if (this.#counts.size > MAX_KEYS) {
      const [oldest] = this.#counts.keys();
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    return before <= this.#free && guesses > this.#free;
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }

  /** Until the next guess, in milliseconds: 1 s after the first one that is not free, then twice as long each time. */
  delayMs(key: string, nowMs: number, maxMs = MAX_DELAY_MS): number {
    const count = this.#counts.get(key);
    if (count === undefined || count.guesses <= this.#free) return 0;
    const grownMs = FIRST_DELAY_MS * 2 ** (Math.ceil(count.guesses - this.#free) - 1);
    const delayMs = Math.min(grownMs, maxMs);
    return Math.max(0, count.atMs + delayMs - nowMs);
  }
}
