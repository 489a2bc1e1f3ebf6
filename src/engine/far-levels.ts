const BLOCK_SIZE = 256;

/** Up to `BLOCK_SIZE` levels in ascending order of their ticks. */
class Block {
  readonly ticks = new Int32Array(BLOCK_SIZE);
  readonly heads = new Int32Array(BLOCK_SIZE);
  readonly tails = new Int32Array(BLOCK_SIZE);
  count = 0;

  /** The place of the first tick that is at least this one. */
  placeOf(tick: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ticks[middle] as number) < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(place: number, tick: number, head: number, tail: number): void {
    this.ticks.copyWithin(place + 1, place, this.count);
    this.heads.copyWithin(place + 1, place, this.count);
    this.tails.copyWithin(place + 1, place, this.count);
    this.ticks[place] = tick;
    this.heads[place] = head;
    this.tails[place] = tail;
    this.count++;
  }

  delete(place: number): void {
    this.ticks.copyWithin(place, place + 1, this.count);
    this.heads.copyWithin(place, place + 1, this.count);
    this.tails.copyWithin(place, place + 1, this.count);
    this.count--;
  }

  /** Moves the upper half into a new block. */
  split(): Block {
    const upper = new Block();
    const half = this.count >> 1;
    upper.ticks.set(this.ticks.subarray(half, this.count));
    upper.heads.set(this.heads.subarray(half, this.count));
    upper.tails.set(this.tails.subarray(half, this.count));
    upper.count = this.count - half;
    this.count = half;
    return upper;
  }
}

/**
 * The levels outside a book's window, however many and however far: an ordered map from
 * tick to the first and last order, in sorted blocks so that an insertion moves a few
 * hundred integers at most.
 */
export class FarLevels {
  size = 0;
  readonly #blocks: Block[] = [];

  /** 0 when there is no such level. */
  headAt(tick: number): number {
    const block = this.#blockOf(tick);
    if (block === undefined) return 0;
    const place = block.placeOf(tick);
    return place < block.count && block.ticks[place] === tick ? (block.heads[place] as number) : 0;
  }

  tailAt(tick: number): number {
    const block = this.#blockOf(tick);
    if (block === undefined) return 0;
    const place = block.placeOf(tick);
    return place < block.count && block.ticks[place] === tick ? (block.tails[place] as number) : 0;
  }

  /** Adds the level or changes its ends. */
  set(tick: number, head: number, tail: number): void {
    const at = this.#indexOf(tick);
    const block = this.#blocks[at];
    if (block === undefined) {
      this.#blocks.push(new Block());
      this.set(tick, head, tail);
      return;
    }
    const place = block.placeOf(tick);
    if (place < block.count && block.ticks[place] === tick) {
      block.heads[place] = head;
      block.tails[place] = tail;
    } else if (block.count === BLOCK_SIZE) {
      this.#blocks.splice(at + 1, 0, block.split());
      this.set(tick, head, tail);
    } else {
      block.insert(place, tick, head, tail);
      this.size++;
    }
  }

  /** The level is there. */
  delete(tick: number): void {
    const at = this.#indexOf(tick);
    const block = this.#blocks[at];
    if (block === undefined) return;
    block.delete(block.placeOf(tick));
    this.size--;
    if (block.count === 0) this.#blocks.splice(at, 1);
  }

  /** The highest level below this tick, or 0. */
  below(tick: number): number {
    const at = this.#indexOf(tick);
    const block = this.#blocks[at];
    if (block === undefined) return 0;
    const place = block.placeOf(tick);
    if (place > 0) return block.ticks[place - 1] as number;
    const before = this.#blocks[at - 1];
    return before === undefined ? 0 : (before.ticks[before.count - 1] as number);
  }

  /** The lowest level that is at least this tick, or 0. */
  from(tick: number): number {
    const at = this.#indexOf(tick);
    const block = this.#blocks[at];
    if (block === undefined) return 0;
    const place = block.placeOf(tick);
    if (place < block.count) return block.ticks[place] as number;
    return this.#blocks[at + 1]?.ticks[0] ?? 0;
  }

  #blockOf(tick: number): Block | undefined {
    return this.#blocks[this.#indexOf(tick)];
  }

  /** The last block that starts at or below this tick, else the first. */
  #indexOf(tick: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (((this.#blocks[middle] as Block).ticks[0] as number) <= tick) low = middle;
      else high = middle;
    }
    return low;
  }
}
