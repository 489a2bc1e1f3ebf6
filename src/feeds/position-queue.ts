/** Shorter queues are never cut. */
const MIN_CUT = 64;

/** Numbers that leave in the order in which they came, and can be looked up by index. */
export class PositionQueue {
  #positions: number[] = [];
  /** Index of the first one that has not left. */
  #start = 0;

  get length(): number {
    return this.#positions.length - this.#start;
  }

  push(position: number): void {
    this.#positions.push(position);
  }

  /** The first one leaves. What has left is cut off when it is half of all, which costs a constant for each. */
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
