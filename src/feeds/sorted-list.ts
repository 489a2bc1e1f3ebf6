/** What is only ever added to, in an order: sorted when somebody asks for it, and not again before there is more. */
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

  /** Stays as it is when more is added, so it can be read at leisure. */
  get values(): readonly T[] {
    if (this.#added.length > 0) {
      // Little work when most of it is in order already.
      this.#sorted = [...this.#sorted, ...this.#added].sort(this.#compare);
      this.#added = [];
    }
    return this.#sorted;
  }
}
