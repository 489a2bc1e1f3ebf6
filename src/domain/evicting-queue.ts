/**
 * Keeps the latest values, up to a maximum. It is a ring buffer, because a Map or Set whose first entries are removed gets slower
 * over time.
 */
export class EvictingQueue<T> implements Iterable<T> {
  readonly #capacity: number;
  readonly #ring: T[] = [];
  /** Index of the next value. In a full ring, it is the index of the oldest one. */
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @returns the evicted value; undefined while the ring is not full. */
  push(value: T): T | undefined {
    const evicted = this.#ring[this.#next];
    this.#ring[this.#next] = value;
    this.#next = (this.#next + 1) % this.#capacity;
    return evicted;
  }

  /** Oldest first. */
  *[Symbol.iterator](): Iterator<T> {
    yield* this.#ring.slice(this.#next);
    yield* this.#ring.slice(0, this.#next);
  }
}
