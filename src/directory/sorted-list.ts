/** Values in an order of their own. They are sorted when somebody reads them after some were added. */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #sorted: readonly T[] = [];
  #added: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  add(value: T): void {
    this.#added.push(value);
  }

  /** An array that never changes: what is added later is in the next one. */
  get values(): readonly T[] {
    if (this.#added.length > 0) {
      // Fast when most of it is in order already.
      this.#sorted = [...this.#sorted, ...this.#added].sort(this.#compare);
      this.#added = [];
    }
    return this.#sorted;
  }
}
