/** Ids of a block at most. An id that does not come last moves up to this number of others. */
const MAX_BLOCK_IDS = 512;
/** Blocks with fewer ids are not compacted. */
const MIN_CUT = 16;

interface Block {
  /** Ascending, with ids that were removed. */
  ids: number[];
  /** Number of ids that were not removed. Never 0: an empty block is removed. */
  live: number;
}

/**
 * A set of order ids, in order. An id is removed for good, and the owner of the set knows which are: so a removed id stays in its block
 * until half of them are removed, and to remove one takes little more than finding its block.
 */
export class OrderIds {
  readonly #isHere: (orderId: number) => boolean;
  readonly #blocks: Block[] = [];
  /** No id of a block is higher than the one here. */
  readonly #lastIds: number[] = [];

  /** @param isHere whether an id that was added was not removed. */
  constructor(isHere: (orderId: number) => boolean) {
    this.#isHere = isHere;
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  /** Adds an id that was never here, after `isHere` knows it. */
  add(orderId: number): void {
    const index = this.#blockOf(orderId);
    const block = this.#blocks[index];
    const comesLast = orderId > (this.#lastIds[index] ?? 0);
    if (block === undefined || (comesLast && block.ids.length >= MAX_BLOCK_IDS)) {
      this.#insert(this.#blocks.length, [orderId]);
      return;
    }
    if (comesLast) {
      block.ids.push(orderId);
      this.#lastIds[index] = orderId;
    } else {
      block.ids.splice(firstAbove(block.ids, orderId), 0, orderId);
    }
    block.live += 1;
    if (block.ids.length > MAX_BLOCK_IDS) this.#split(index, block);
  }

  /** Removes an id that is here, after `isHere` knows it. */
  remove(orderId: number): void {
    const index = this.#blockOf(orderId);
    const block = this.#blocks[index];
    if (block === undefined) return;
    block.live -= 1;
    if (block.live === 0) {
      this.#blocks.splice(index, 1);
      this.#lastIds.splice(index, 1);
    } else if (block.live * 2 < block.ids.length && block.ids.length >= MIN_CUT) {
      block.ids = block.ids.filter(this.#isHere);
    }
  }

  /** The first ids above one, at most `count`. */
  after(orderId: number, count: number): number[] {
    const found: number[] = [];
    for (let index = this.#blockOf(orderId + 1); ; index += 1) {
      const ids = this.#blocks[index]?.ids;
      if (ids === undefined) return found;
      for (const id of ids.slice(firstAbove(ids, orderId))) {
        if (found.length >= count) return found;
        if (this.#isHere(id)) found.push(id);
      }
    }
  }

  #split(index: number, block: Block): void {
    const ids = block.ids.filter(this.#isHere);
    block.ids = ids.splice(0, ids.length >>> 1);
    block.live = block.ids.length;
    this.#lastIds[index] = block.ids.at(-1) ?? 0;
    this.#insert(index + 1, ids);
  }

  #insert(index: number, ids: number[]): void {
    this.#blocks.splice(index, 0, { ids, live: ids.length });
    this.#lastIds.splice(index, 0, ids.at(-1) ?? 0);
  }

  /** Index of the first block that does not end before an id, else of the last one. */
  #blockOf(orderId: number): number {
    return Math.max(0, Math.min(firstAbove(this.#lastIds, orderId - 1), this.#lastIds.length - 1));
  }
}

/** Index of the first number above one, in ascending numbers. Orders mostly come last, so the end is looked at first. */
function firstAbove(numbers: readonly number[], number: number): number {
  let low = 0;
  let high = numbers.length;
  if (high > 0 && (numbers[high - 1] ?? 0) <= number) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) > number) high = middle;
    else low = middle + 1;
  }
  return low;
}
