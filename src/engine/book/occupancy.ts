/**
 * A set of small integers that finds its next lower member: one bit for each integer, one bit for each word of those that
 * has some, and one for each word of these. Three look-ups find the next price in a window of 2^15 levels.
 */
export class Occupancy {
  readonly #bits: Int32Array;
  readonly #words: Int32Array;
  readonly #groups: Int32Array;

  constructor(size: number) {
    // One word more than needed, so that looking from `size` itself stays inside.
    this.#bits = new Int32Array((size >> 5) + 1);
    this.#words = new Int32Array((size >> 10) + 1);
    this.#groups = new Int32Array((size >> 15) + 1);
  }

  // Shifts count modulo 32, so `1 << i` is the bit of i in its word.

  add(i: number): void {
    const bits = this.#bits[i >> 5] as number;
    this.#bits[i >> 5] = bits | (1 << i);
    if (bits === 0) this.#addWord(i);
  }

  delete(i: number): void {
    const bits = (this.#bits[i >> 5] as number) & ~(1 << i);
    this.#bits[i >> 5] = bits;
    if (bits === 0) this.#deleteWord(i);
  }

  /** The largest member below i (at most the size), or -1. */
  below(i: number): number {
    const bits = (this.#bits[i >> 5] as number) & ((1 << i) - 1);
    return bits !== 0 ? (i & ~31) | highest(bits) : this.#belowWord(i >> 5);
  }

  #addWord(i: number): void {
    this.#words[i >> 10] = (this.#words[i >> 10] as number) | (1 << (i >> 5));
    this.#groups[i >> 15] = (this.#groups[i >> 15] as number) | (1 << (i >> 10));
  }

  #deleteWord(i: number): void {
    const words = (this.#words[i >> 10] as number) & ~(1 << (i >> 5));
    this.#words[i >> 10] = words;
    if (words === 0) this.#groups[i >> 15] = (this.#groups[i >> 15] as number) & ~(1 << (i >> 10));
  }

  /** The same, when the word of i has none: words below this one. A function of its own so that the short way is inlined. */
  #belowWord(word: number): number {
    const words = (this.#words[word >> 5] as number) & ((1 << word) - 1);
    if (words !== 0) return this.#lastIn((word & ~31) + highest(words));
    const group = word >> 5;
    let at = group >> 5;
    let groups = (this.#groups[at] as number) & ((1 << group) - 1);
    while (groups === 0) {
      if (at === 0) return -1;
      groups = this.#groups[--at] as number;
    }
    const found = at * 32 + highest(groups);
    return this.#lastIn(found * 32 + highest(this.#words[found] as number));
  }

  #lastIn(word: number): number {
    return word * 32 + highest(this.#bits[word] as number);
  }
}

function highest(bits: number): number {
  return 31 - Math.clz32(bits);
}
