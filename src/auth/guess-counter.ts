/** Maximum number of keys. A further one replaces the key whose last guess is the oldest. */
const MAX_KEYS = 20_000;
/** One guess is forgotten after this time. */
const FORGET_MS = 60_000;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;
/** Maximum number of counted guesses beyond the free ones. More would only keep the delay for longer. */
const MAX_COUNTED = 7;

interface Count {
  readonly guesses: number;
  readonly atMs: number;
}

/** Counts the wrong passwords of each key, and computes the delay until its next attempt. */
export class GuessCounter {
  readonly #free: number;
  /** The key whose last guess is the oldest comes first. */
  readonly #counts = new Map<string, Count>();

  /** @param free number of guesses without a delay. */
  constructor(free: number) {
    this.#free = free;
  }

  has(key: string): boolean {
    return this.#counts.has(key);
  }

  /** Guesses that are not forgotten, with a fraction for the one that is being forgotten. */
  guesses(key: string, nowMs: number): number {
    const count = this.#counts.get(key);
    return count === undefined ? 0 : Math.max(0, count.guesses - (nowMs - count.atMs) / FORGET_MS);
  }

  /** @returns whether this guess begins the delays of the key. */
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

  /** Remaining delay until the next attempt. It is 1 s after the first guess that is not free, and doubles with each further one. */
  delayMs(key: string, nowMs: number, maxMs = MAX_DELAY_MS): number {
    const count = this.#counts.get(key);
    if (count === undefined || count.guesses <= this.#free) return 0;
    const grownMs = FIRST_DELAY_MS * 2 ** (Math.ceil(count.guesses - this.#free) - 1);
    const delayMs = Math.min(grownMs, maxMs);
    return Math.max(0, count.atMs + delayMs - nowMs);
  }
}
