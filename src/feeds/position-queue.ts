/** Shorter queues are never compacted. */
const MIN_CUT = 64;

/** The positions of the entries of one topic that are kept. */
export class PositionQueue {
  #positions: number[] = [];
  /** Index of the first position in the queue. */
  #start = 0;
  #evictedSequence = 0;

  get length(): number {
    return this.#positions.length - this.#start;
  }

  /** Sequence of the last entry that was evicted; 0 for none. */
  get evictedSequence(): number {
    return this.#evictedSequence;
  }

  push(position: number): void {
    this.#positions.push(position);
  }

  /** Removes the first position. The array is compacted when half of it was removed: constant cost for each. */
  evict(sequence: number): void {
    this.#evictedSequence = sequence;
    this.#start += 1;
    if (this.#start < MIN_CUT || this.#start * 2 < this.#positions.length) return;
    this.#positions = this.#positions.slice(this.#start);
    this.#start = 0;
  }

  at(index: number): number {
    return this.#positions[this.#start + index] ?? Number.NaN;
  }
}
