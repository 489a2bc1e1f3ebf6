import type { View } from './view.ts';

/** Who wants to know that the time of the exchange was moved. */
export class ClockAdvances implements View {
  readonly #listeners: (() => void)[] = [];
  #hasAdvanced = false;

  /** For as long as the exchange runs. */
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
