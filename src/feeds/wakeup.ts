/** Lets one subscriber sleep until there are changes. */
export class Wakeup {
  #wake: (() => void) | undefined;

  /** There are changes to read. */
  wake(): void {
    this.#wake?.();
  }

  /** Resolves after `wake`, after `timeoutMs`, or when `signal` aborts. */
  async sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, timeoutMs);
    signal.addEventListener('abort', this.#onAbort, { once: true });
    await promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', this.#onAbort);
    this.#wake = undefined;
  }

  readonly #onAbort = () => this.wake();
}
