/** An entry of a log: at most a few share a sequence, and they are appended together. */
interface Sequenced {
  readonly sequence: number;
}

/**
 * The most recent entries of a stream, so that a client that was away can go on where
 * it was. A ring: appending never moves or copies what is there.
 */
export class RetainedLog<T extends Sequenced> {
  readonly #capacity: number;
  readonly #ring: T[] = [];
  /** Beside each entry, the position of the next one of its topic; 0 while there is none. */
  readonly #links: number[] = [];
  /** Number of entries ever appended; entry i lies at i % capacity. */
  #end = 0;
  /** Everything after this sequence is here. */
  #completeAfter = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Position after the last entry. */
  get end(): number {
    return this.#end;
  }

  /** Position of the oldest entry that is kept. */
  get start(): number {
    return Math.max(0, this.#end - this.#capacity);
  }

  /** The oldest sequence from which a client can resume without a gap. */
  get completeAfter(): number {
    return this.#completeAfter;
  }

  /** Nothing up to and including this sequence will ever be here: it was before the snapshot. */
  startAfter(sequence: number): void {
    this.#completeAfter = sequence;
  }

  /** @returns the position of the entry. */
  append(entry: T): number {
    const position = this.#end;
    const index = position % this.#capacity;
    const evicted = this.#ring[index];
    if (evicted !== undefined) this.#completeAfter = evicted.sequence;
    this.#ring[index] = entry;
    this.#links[index] = 0;
    this.#end += 1;
    return position;
  }

  /** Notes that what comes after one entry, to those who want its topic, is the other. */
  link(position: number, next: number): void {
    if (position >= this.start) this.#links[position % this.#capacity] = next;
  }

  /** Position of the next entry of the same topic; undefined while there is none. */
  linked(position: number): number | undefined {
    return this.#links[position % this.#capacity] || undefined;
  }

  at(position: number): T {
    const entry = position >= this.start ? this.#ring[position % this.#capacity] : undefined;
    if (entry === undefined) throw new RangeError(`position ${position} is not kept`);
    return entry;
  }

  /** Position of the first entry after a sequence, by bisection. */
  positionAfter(sequence: number): number {
    let low = this.start;
    let high = this.#end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.at(middle).sequence > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
