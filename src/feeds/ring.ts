/** Where a log keeps its entries, by place. Places are filled in order, and then anew. */
export interface Ring<T> {
  /** Undefined for a place that has not been filled. */
  get(place: number): T | undefined;
  /** Of a place that has been filled. */
  sequenceAt(place: number): number;
  topicAt(place: number): number;
}

export class ObjectRing<T extends { readonly sequence: number }> implements Ring<T> {
  readonly #topicOf: (entry: T) => number;
  readonly #entries: T[] = [];

  constructor(topicOf: (entry: T) => number) {
    this.#topicOf = topicOf;
  }

  get(place: number): T | undefined {
    return this.#entries[place];
  }

  sequenceAt(place: number): number {
    return this.#filled(place).sequence;
  }

  topicAt(place: number): number {
    return this.#topicOf(this.#filled(place));
  }

  set(place: number, entry: T): void {
    this.#entries[place] = entry;
  }

  #filled(place: number): T {
    const entry = this.#entries[place];
    if (entry === undefined) throw new RangeError(`there is nothing at place ${place}`);
    return entry;
  }
}
