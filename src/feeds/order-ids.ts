/** Ids of a block at most. An id that does not come last moves up to this number of others. */
const MAX_BLOCK_IDS = 256;

interface Block {
  /** Ascending. A removed id is negative. */
  ids: number[];
  /** Number of ids that are not removed. 0 only in an only block: another one is removed when it is empty. */
  live: number;
}

/**
 * A set of order ids, in order. New ids mostly come last. A removed id is marked and stays until half of its block is removed: a large
 * order closes hundreds of thousands of others at once, and moving their neighbours each time would be most of its cost.
 */
export class OrderIds {
  readonly #blocks: Block[] = [];
  /** No id of a block is higher than the one here. */
  readonly #lastIds: number[] = [];

  get isEmpty(): boolean {
    return (this.#blocks[0]?.live ?? 0) === 0;
  }

  /** Adds an id that was never here. */
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
      block.ids.splice(indexOf(block.ids, orderId), 0, orderId);
    }
    block.live += 1;
    if (block.ids.length > MAX_BLOCK_IDS) this.#split(index, block);
  }

  /** Removes an id that is here. */
  remove(orderId: number): void {
    const index = this.#blockOf(orderId);
    const block = this.#blocks[index];
    if (block === undefined) return;
    block.ids[indexOf(block.ids, orderId)] = -orderId;
    block.live -= 1;
    if (block.live === 0) {
      if (this.#blocks.length > 1) {
        this.#blocks.splice(index, 1);
        this.#lastIds.splice(index, 1);
      } else block.ids.length = 0;
    } else if (block.live * 2 < block.ids.length) {
      block.ids = block.ids.filter(isHere);
    }
  }

  /** The first ids above one, at most `count`. */
  after(orderId: number, count: number): number[] {
    const found: number[] = [];
    for (let index = this.#blockOf(orderId + 1); found.length < count; index += 1) {
      const ids = this.#blocks[index]?.ids;
      if (ids === undefined) break;
      const above = ids.slice(indexOf(ids, orderId + 1)).filter(isHere);
      found.push(...above.slice(0, count - found.length));
    }
    return found;
  }

  #split(index: number, block: Block): void {
    const ids = block.ids.filter(isHere);
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
    return Math.max(0, Math.min(indexOf(this.#lastIds, orderId), this.#lastIds.length - 1));
  }
}

function isHere(id: number): boolean {
  return id > 0;
}

/** Index of an id, removed or not, or where it belongs. The end, where lists mostly change, is looked at first. */
function indexOf(ids: readonly number[], orderId: number): number {
  let low = 0;
  let high = ids.length;
  if (high > 0 && Math.abs(ids[high - 1] ?? 0) < orderId) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Math.abs(ids[middle] ?? 0) < orderId) low = middle + 1;
    else high = middle;
  }
  return low;
}
