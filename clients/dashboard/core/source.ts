/** A value that others watch. What is inside may change too: `touch` then tells. */
export class Source<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    if (value === this.#value) return;
    this.#value = value;
    this.touch();
  }

  /** The value has changed inside. */
  touch(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after each change, not now. Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
