/** Lets one subscriber sleep until there is something for it. */
export class Wakeup {
  #wake: (() => void) | undefined;

  /** There is something to read. */
  wake(): void {
    this.#wake?.();
  }

  /** Resolves when woken, after `timeoutMs`, or when the caller gives up. */
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
