/** Sorted values. They are sorted at the first read after an addition. */
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

  /** An immutable array. Later values are in the next one. */
  get values(): readonly T[] {
    if (this.#added.length > 0) {
      // Fast, because most values are sorted already.
      this.#sorted = [...this.#sorted, ...this.#added].sort(this.#compare);
      this.#added = [];
    }
    return this.#sorted;
  }
}
