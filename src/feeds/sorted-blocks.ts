/** Largest block. An insertion moves up to this number of items, and a change after a snapshot copies them. */
const MAX_BLOCK_ITEMS = 256;

interface Block<T> {
  /** In order of their keys; undefined where an item was removed. */
  items: (T | undefined)[];
  /** Keys of the items. A search in one array of numbers is faster than in objects all over memory. */
  keys: number[];
  /** Number of items that were not removed. Never 0: an empty block is removed. */
  live: number;
  /** A snapshot may hold `items` when this is older than the list's. */
  version: number;
}

/** Items in runs, in order of their keys. */
export type Runs<T> = readonly (readonly T[])[];

/**
 * Items sorted by a unique number, in blocks that are copied on write. To find, add or remove an item takes a bisection. A
 * snapshot is a list of blocks, which later changes do not affect.
 *
 * A removed item leaves an empty place until the block is read. A large order closes hundreds of thousands of others at once,
 * and moving their neighbours each time would be most of its cost.
 */
export class SortedBlocks<T> {
  readonly #keyOf: (item: T) => number;
  readonly #blocks: Block<T>[] = [];
  /** No item of a block has a higher key than the one here. */
  readonly #lastKeys: number[] = [];
  #version = 0;

  constructor(keyOf: (item: T) => number) {
    this.#keyOf = keyOf;
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  get(key: number): T | undefined {
    const block = this.#blocks[blockIndexOf(this.#lastKeys, key)];
    if (block === undefined) return undefined;
    const index = indexOf(block.keys, key);
    return block.keys[index] === key ? block.items[index] : undefined;
  }

  /** Adds an item, in place of the one with the same key. */
  set(item: T): void {
    const key = this.#keyOf(item);
    const blockIndex = blockIndexOf(this.#lastKeys, key);
    const block = this.#writableBlock(blockIndex);
    const index = indexOf(block.keys, key);
    if (block.keys[index] === key) {
      if (block.items[index] === undefined) block.live += 1;
      block.items[index] = item;
      return;
    }
    insertAt(block.items, index, item);
    insertAt(block.keys, index, key);
    block.live += 1;
    if (block.live > MAX_BLOCK_ITEMS) this.#split(blockIndex, block, index);
    else if (block.items.length > MAX_BLOCK_ITEMS) compact(block);
    this.#lastKeys[blockIndex] = lastOf(block.keys);
  }

  delete(key: number): void {
    const blockIndex = blockIndexOf(this.#lastKeys, key);
    const keys = this.#blocks[blockIndex]?.keys ?? [];
    const index = indexOf(keys, key);
    if (keys[index] !== key) return;
    const block = this.#writableBlock(blockIndex);
    if (block.items[index] === undefined) return;
    block.items[index] = undefined;
    block.live -= 1;
    if (block.live > 0) return;
    this.#blocks.splice(blockIndex, 1);
    this.#lastKeys.splice(blockIndex, 1);
  }

  /** The first items with keys above one, at most `count`. */
  after(key: number, count: number): T[] {
    const found: T[] = [];
    for (let index = blockIndexOf(this.#lastKeys, key); found.length < count; index += 1) {
      const block = this.#blocks[index];
      if (block === undefined) break;
      const items = itemsOf(block);
      const at = indexOf(block.keys, key);
      const start = block.keys[at] === key ? at + 1 : at;
      found.push(...items.slice(start, start + count - found.length));
    }
    return found;
  }

  /** All current items. Later changes do not affect them. */
  snapshot(): Runs<T> {
    this.#version += 1;
    return this.#blocks.map(itemsOf);
  }

  /** A block whose items are copied if a snapshot may hold them; a new one for the first item. */
  #writableBlock(blockIndex: number): Block<T> {
    let block = this.#blocks[blockIndex];
    if (block === undefined) {
      block = { items: [], keys: [], live: 0, version: this.#version };
      this.#blocks.push(block);
    } else if (block.version !== this.#version) {
      block.items = block.items.slice();
      block.version = this.#version;
    }
    return block;
  }

  /** New items mostly come last, so the full block stays full. */
  #split(blockIndex: number, block: Block<T>, added: number): void {
    compact(block);
    const at = added === MAX_BLOCK_ITEMS ? MAX_BLOCK_ITEMS : MAX_BLOCK_ITEMS / 2;
    const items = block.items.splice(at);
    const keys = block.keys.splice(at);
    block.live = at;
    this.#blocks.splice(blockIndex + 1, 0, { items, keys, live: keys.length, version: block.version });
    this.#lastKeys.splice(blockIndex + 1, 0, lastOf(keys));
  }
}

/** The items of a block, without the empty places. */
function itemsOf<T>(block: Block<T>): T[] {
  if (block.live < block.items.length) compact(block);
  return block.items as T[];
}

function compact<T>(block: Block<T>): void {
  const { items, keys } = block;
  block.keys = keys.filter((_, index) => items[index] !== undefined);
  block.items = items.filter((item) => item !== undefined);
}

function lastOf(keys: readonly number[]): number {
  return keys[keys.length - 1] ?? 0;
}

/** New items mostly come last. */
function insertAt<T>(array: T[], index: number, value: T): void {
  if (index === array.length) array.push(value);
  else array.splice(index, 0, value);
}

/** Index of the block for a key: the first block that does not end before it, else the last one. */
function blockIndexOf(lastKeys: readonly number[], key: number): number {
  return Math.min(indexOf(lastKeys, key), Math.max(0, lastKeys.length - 1));
}

/** Index of a key, or where it belongs, by bisection. The ends, where books and lists mostly change, are checked first. */
function indexOf(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  if (high === 0 || (keys[0] as number) >= key) return 0;
  if ((keys[high - 1] as number) < key) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
