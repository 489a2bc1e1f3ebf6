/**
 * A set of small integers that knows its neighbours: bits, then a bit for each word that
 * has some, then a bit for each of those. Three look-ups find the next price in a window of
 * 2^15 levels, and a few more in the largest.
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

  #addWord(i: number): void {
    this.#words[i >> 10] = (this.#words[i >> 10] as number) | (1 << (i >> 5));
    this.#groups[i >> 15] = (this.#groups[i >> 15] as number) | (1 << (i >> 10));
  }

  #deleteWord(i: number): void {
    const words = (this.#words[i >> 10] as number) & ~(1 << (i >> 5));
    this.#words[i >> 10] = words;
    if (words === 0) this.#groups[i >> 15] = (this.#groups[i >> 15] as number) & ~(1 << (i >> 10));
  }

  /** The largest member below i (at most the size), or -1. */
  below(i: number): number {
    const bits = (this.#bits[i >> 5] as number) & ((1 << i) - 1);
    return bits !== 0 ? (i & ~31) | highest(bits) : this.#belowWord(i >> 5);
  }

  /** The same, when the word of i has none: words below this one. Apart so that the short way is inlined. */
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

  /** The smallest member from i (at most the size) up, or -1. */
  from(i: number): number {
    const bits = (this.#bits[i >> 5] as number) & (-1 << i);
    return bits !== 0 ? (i & ~31) | lowest(bits) : this.#fromWord((i >> 5) + 1);
  }

  /** Words from this one up. */
  #fromWord(word: number): number {
    const words = (this.#words[word >> 5] as number) & (-1 << word);
    if (words !== 0) return this.#firstIn((word & ~31) + lowest(words));
    const group = (word >> 5) + 1;
    let at = group >> 5;
    let groups = (this.#groups[at] as number) & (-1 << group);
    while (groups === 0) {
      if (++at === this.#groups.length) return -1;
      groups = this.#groups[at] as number;
    }
    const found = at * 32 + lowest(groups);
    return this.#firstIn(found * 32 + lowest(this.#words[found] as number));
  }

  #lastIn(word: number): number {
    return word * 32 + highest(this.#bits[word] as number);
  }

  #firstIn(word: number): number {
    return word * 32 + lowest(this.#bits[word] as number);
  }
}

function highest(bits: number): number {
  return 31 - Math.clz32(bits);
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
