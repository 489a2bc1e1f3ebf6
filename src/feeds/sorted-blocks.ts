/** Items of one block at most: what an insertion moves, and what a change after a snapshot copies. */
const MAX_BLOCK_ITEMS = 256;

interface Block<T> {
  /** In order of their keys, never empty. */
  items: T[];
  /** A snapshot may hold `items` when this is older than the list's. */
  version: number;
}

/** Items in runs, in order of their keys. */
export type Runs<T> = readonly (readonly T[])[];

/**
 * Items in order of a number, each number once, in blocks that are copied on write. Finding, adding and removing one
 * costs some steps of bisection however many there are, and a snapshot is a list of blocks that later changes leave alone.
 */
export class SortedBlocks<T> {
  readonly #keyOf: (item: T) => number;
  readonly #blocks: Block<T>[] = [];
  #version = 0;

  constructor(keyOf: (item: T) => number) {
    this.#keyOf = keyOf;
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  get(key: number): T | undefined {
    const items = this.#blocks[this.#blockIndexOf(key)]?.items ?? [];
    const item = items[this.#indexIn(items, key)];
    return item !== undefined && this.#keyOf(item) === key ? item : undefined;
  }

  /** Adds an item, in place of the one with the same key. */
  set(item: T): void {
    const key = this.#keyOf(item);
    const blockIndex = this.#blockIndexOf(key);
    const items = this.#writableItems(blockIndex);
    const index = this.#indexIn(items, key);
    const known = items[index];
    if (known !== undefined && this.#keyOf(known) === key) {
      items[index] = item;
      return;
    }
    items.splice(index, 0, item);
    if (items.length <= MAX_BLOCK_ITEMS) return;
    // New items mostly come at the end: the block that is full stays so.
    const later = items.splice(index === MAX_BLOCK_ITEMS ? MAX_BLOCK_ITEMS : MAX_BLOCK_ITEMS / 2);
    this.#blocks.splice(blockIndex + 1, 0, { items: later, version: this.#version });
  }

  delete(key: number): void {
    if (this.get(key) === undefined) return;
    const blockIndex = this.#blockIndexOf(key);
    const items = this.#writableItems(blockIndex);
    items.splice(this.#indexIn(items, key), 1);
    if (items.length === 0) this.#blocks.splice(blockIndex, 1);
  }

  /** The first items with keys above one, at most `count`. */
  after(key: number, count: number): T[] {
    const found: T[] = [];
    for (let block = this.#blockIndexOf(key); found.length < count; block += 1) {
      const items = this.#blocks[block]?.items;
      if (items === undefined) break;
      let start = this.#indexIn(items, key);
      const first = items[start];
      if (first !== undefined && this.#keyOf(first) === key) start += 1;
      found.push(...items.slice(start, start + count - found.length));
    }
    return found;
  }

  /** All items as they are now, whatever is added and removed afterwards. */
  snapshot(): Runs<T> {
    this.#version += 1;
    return this.#blocks.map(({ items }) => items);
  }

  /** The items of a block, copied first if a snapshot may hold them; a new block for the first item. */
  #writableItems(blockIndex: number): T[] {
    const block = this.#blocks[blockIndex];
    if (block === undefined) {
      const items: T[] = [];
      this.#blocks.push({ items, version: this.#version });
      return items;
    }
    if (block.version !== this.#version) {
      block.items = block.items.slice();
      block.version = this.#version;
    }
    return block.items;
  }

  /** The block that a key is in, or belongs in: the first that does not end before it, else the last. */
  #blockIndexOf(key: number): number {
    let low = 0;
    let high = Math.max(0, this.#blocks.length - 1);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#blocks[middle]?.items.at(-1);
      if (last !== undefined && this.#keyOf(last) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a key is, or belongs. */
  #indexIn(items: readonly T[], key: number): number {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = items[middle];
      if (item !== undefined && this.#keyOf(item) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
