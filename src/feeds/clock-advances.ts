import type { View } from './view.ts';

/** Calls listeners when the time of the exchange was advanced. */
export class ClockAdvances implements View {
  readonly #listeners: (() => void)[] = [];
  #hasAdvanced = false;

  /** Adds a listener. It stays until the exchange ends. */
  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  clockAdvanced(): void {
    this.#hasAdvanced = true;
  }

  publish(): void {
    if (!this.#hasAdvanced) return;
    this.#hasAdvanced = false;
    for (const listener of this.#listeners) listener();
  }
}
