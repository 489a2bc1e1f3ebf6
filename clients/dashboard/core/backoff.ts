const FIRST_MS = 200;
const LAST_MS = 5_000;

/** Pauses between attempts: each about twice the one before, up to five seconds, and none like another client's. */
export class Backoff {
  readonly #random: () => number;
  #attempts = 0;
  #wake: (() => void) | undefined;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  reset(): void {
    this.#attempts = 0;
  }

  nextMs(): number {
    const ms = Math.min(LAST_MS, FIRST_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    return ms * (0.5 + this.#random() / 2);
  }

  /** Waits for the next attempt: its time, or a reason to try at once. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.nextMs());
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** The network is back, or the user asks. */
  tryNow(): void {
    this.reset();
    this.#wake?.();
  }
}
