/**
 * Remembers the latest so many values. A ring, since a Map or Set that is emptied from the front
 * gets slower the longer it lives.
 */
export class EvictingQueue<T> implements Iterable<T> {
  readonly #capacity: number;
  readonly #ring: T[] = [];
  /** Where the next value goes, which is where the oldest is once the ring is full. */
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @returns the value that had to go, if one had to. */
  push(value: T): T | undefined {
    const evicted = this.#ring[this.#next];
    this.#ring[this.#next] = value;
    this.#next = (this.#next + 1) % this.#capacity;
    return evicted;
  }

  /** The oldest first. */
  *[Symbol.iterator](): Iterator<T> {
    yield* this.#ring.slice(this.#next);
    yield* this.#ring.slice(0, this.#next);
  }
}
