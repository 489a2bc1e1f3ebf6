/** Shorter queues are never compacted. */
const MIN_CUT = 64;

/** A queue of numbers that can be read by index. */
export class PositionQueue {
  #positions: number[] = [];
  /** Index of the first number in the queue. */
  #start = 0;

  get length(): number {
    return this.#positions.length - this.#start;
  }

  push(position: number): void {
    this.#positions.push(position);
  }

  /** Removes the first number. The array is compacted when half of it was removed: constant cost for each. */
  shift(): void {
    this.#start += 1;
    if (this.#start < MIN_CUT || this.#start * 2 < this.#positions.length) return;
    this.#positions = this.#positions.slice(this.#start);
    this.#start = 0;
  }

  at(index: number): number {
    return this.#positions[this.#start + index] ?? Number.NaN;
  }
}
