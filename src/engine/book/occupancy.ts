/**
 * A set of small integers that finds the next lower member. A bitmap with three levels: a bit for each integer, a bit for each
 * word of the first level that is not 0, and one for each word of the second. Three look-ups find the next price in a window of
 * 2^15 levels.
 */
export class Occupancy {
  private readonly bits: Int32Array;
  private readonly words: Int32Array;
  private readonly groups: Int32Array;

  constructor(size: number) {
    // One more word than needed, so that a search from `size` stays inside.
    this.bits = new Int32Array((size >> 5) + 1);
    this.words = new Int32Array((size >> 10) + 1);
    this.groups = new Int32Array((size >> 15) + 1);
  }

  // Shifts count modulo 32, so `1 << i` is the bit of i in its word.

  add(i: number): void {
    const bits = this.bits[i >> 5] as number;
    this.bits[i >> 5] = bits | (1 << i);
    if (bits === 0) this.addWord(i);
  }

  delete(i: number): void {
    const bits = (this.bits[i >> 5] as number) & ~(1 << i);
    this.bits[i >> 5] = bits;
    if (bits === 0) this.deleteWord(i);
  }

  /** The largest member below i; -1 for none. i is at most the size. */
  below(i: number): number {
    const bits = (this.bits[i >> 5] as number) & ((1 << i) - 1);
    return bits !== 0 ? (i & ~31) | highest(bits) : this.belowWord(i >> 5);
  }

  private addWord(i: number): void {
    this.words[i >> 10] = (this.words[i >> 10] as number) | (1 << (i >> 5));
    this.groups[i >> 15] = (this.groups[i >> 15] as number) | (1 << (i >> 10));
  }

  private deleteWord(i: number): void {
    const words = (this.words[i >> 10] as number) & ~(1 << (i >> 5));
    this.words[i >> 10] = words;
    if (words === 0) this.groups[i >> 15] = (this.groups[i >> 15] as number) & ~(1 << (i >> 10));
  }

  /** Continues the search in lower words. A separate function, so that V8 inlines the short path. */
  private belowWord(word: number): number {
    const words = (this.words[word >> 5] as number) & ((1 << word) - 1);
    if (words !== 0) return this.lastIn((word & ~31) + highest(words));
    const group = word >> 5;
    let at = group >> 5;
    let groups = (this.groups[at] as number) & ((1 << group) - 1);
    while (groups === 0) {
      if (at === 0) return -1;
      groups = this.groups[--at] as number;
    }
    const found = at * 32 + highest(groups);
    return this.lastIn(found * 32 + highest(this.words[found] as number));
  }

  private lastIn(word: number): number {
    return word * 32 + highest(this.bits[word] as number);
  }
}

function highest(bits: number): number {
  return 31 - Math.clz32(bits);
}
