const BLOCK_SIZE = 256;

/** Up to `BLOCK_SIZE` levels in ascending order of their ranks. */
class Block {
  readonly ranks = new Int32Array(BLOCK_SIZE);
  readonly heads = new Int32Array(BLOCK_SIZE);
  readonly tails = new Int32Array(BLOCK_SIZE);
  count = 0;

  /** Index of the first rank that is not below this one. */
  placeOf(rank: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranks[middle] as number) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(place: number, rank: number, head: number, tail: number): void {
    this.ranks.copyWithin(place + 1, place, this.count);
    this.heads.copyWithin(place + 1, place, this.count);
    this.tails.copyWithin(place + 1, place, this.count);
    this.ranks[place] = rank;
    this.heads[place] = head;
    this.tails[place] = tail;
    this.count++;
  }

  delete(place: number): void {
    this.ranks.copyWithin(place, place + 1, this.count);
    this.heads.copyWithin(place, place + 1, this.count);
    this.tails.copyWithin(place, place + 1, this.count);
    this.count--;
  }

  /** Moves the upper half into a new block. */
  split(): Block {
    const upper = new Block();
    const half = this.count >> 1;
    upper.ranks.set(this.ranks.subarray(half, this.count));
    upper.heads.set(this.heads.subarray(half, this.count));
    upper.tails.set(this.tails.subarray(half, this.count));
    upper.count = this.count - half;
    this.count = half;
    return upper;
  }
}

/**
 * The levels outside the window of one side of a book, in any number and at any distance. An ordered map from rank to first and
 * last order, in sorted blocks, so that an insertion moves at most a few hundred integers.
 */
export class FarLevels {
  size = 0;
  readonly #blocks: Block[] = [];
  /** An empty block for the next level: a level that comes and goes must not allocate one each time. */
  #spare: Block | undefined;

  /** The first order of the level; 0 if there is no such level. */
  headAt(rank: number): number {
    const block = this.#blockOf(rank);
    if (block === undefined) return 0;
    const place = block.placeOf(rank);
    return place < block.count && block.ranks[place] === rank ? (block.heads[place] as number) : 0;
  }

  /** The last order of the level; 0 if there is no such level. */
  tailAt(rank: number): number {
    const block = this.#blockOf(rank);
    if (block === undefined) return 0;
    const place = block.placeOf(rank);
    return place < block.count && block.ranks[place] === rank ? (block.tails[place] as number) : 0;
  }

  /** Adds the level, or changes its first and last order. */
  set(rank: number, head: number, tail: number): void {
    const at = this.#indexOf(rank);
    const block = this.#blocks[at];
    if (block === undefined) {
      this.#blocks.push(this.#spare ?? new Block());
      this.#spare = undefined;
      this.set(rank, head, tail);
      return;
    }
    const place = block.placeOf(rank);
    if (place < block.count && block.ranks[place] === rank) {
      block.heads[place] = head;
      block.tails[place] = tail;
    } else if (block.count === BLOCK_SIZE) {
      this.#blocks.splice(at + 1, 0, block.split());
      this.set(rank, head, tail);
    } else {
      block.insert(place, rank, head, tail);
      this.size++;
    }
  }

  /** Removes an existing level. */
  delete(rank: number): void {
    const at = this.#indexOf(rank);
    const block = this.#blocks[at];
    if (block === undefined) return;
    block.delete(block.placeOf(rank));
    this.size--;
    if (block.count > 0) return;
    this.#blocks.splice(at, 1);
    this.#spare = block;
  }

  /** The highest level below this rank; 0 for none. */
  below(rank: number): number {
    const at = this.#indexOf(rank);
    const block = this.#blocks[at];
    if (block === undefined) return 0;
    const place = block.placeOf(rank);
    if (place > 0) return block.ranks[place - 1] as number;
    const before = this.#blocks[at - 1];
    return before === undefined ? 0 : (before.ranks[before.count - 1] as number);
  }

  #blockOf(rank: number): Block | undefined {
    return this.#blocks[this.#indexOf(rank)];
  }

  /** Index of the last block that starts at or below this rank; else of the first block. */
  #indexOf(rank: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (((this.#blocks[middle] as Block).ranks[0] as number) <= rank) low = middle;
      else high = middle;
    }
    return low;
  }
}
