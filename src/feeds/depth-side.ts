/** A price and what rests there; quantity 0 when nothing does any more. Never changed in place: snapshots share it. */
export interface PriceLevel {
  readonly price: number;
  readonly quantity: number;
  readonly orderCount: number;
}

/** A level that is not as it was. */
export interface LevelChange extends PriceLevel {
  /** Nothing rested there before. */
  readonly isNew: boolean;
}

/** Levels in runs, best price first. */
export type LevelRuns = readonly (readonly PriceLevel[])[];

/** Levels of one block at most: what an insertion moves, and what a change after a snapshot copies. */
const MAX_BLOCK_LEVELS = 256;

interface Block {
  /** Best price first, never empty. */
  levels: PriceLevel[];
  /** A snapshot may hold `levels` when this is older than the side's. */
  version: number;
}

/**
 * One side of a book by price, best first, in blocks that are copied on write: a snapshot of any size takes a list of
 * blocks, and stays as it is while the book goes on.
 */
export class DepthSide {
  readonly #blocks: Block[] = [];
  readonly #sign: 1 | -1;
  #version = 0;
  /** Prices that changed, and whether nothing rested there before. */
  #changed = new Map<number, boolean>();

  constructor(best: 'highest' | 'lowest') {
    this.#sign = best === 'highest' ? 1 : -1;
  }

  add(price: number, quantity: number): void {
    const blockIndex = this.#blockIndexOf(price);
    const levels = this.#writableLevels(blockIndex);
    const index = this.#indexIn(levels, price);
    const level = levels[index];
    if (level?.price === price) {
      this.#noteChange(price, false);
      levels[index] = { price, quantity: level.quantity + quantity, orderCount: level.orderCount + 1 };
      return;
    }
    this.#noteChange(price, true);
    levels.splice(index, 0, { price, quantity, orderCount: 1 });
    if (levels.length <= MAX_BLOCK_LEVELS) return;
    const worse = levels.splice(MAX_BLOCK_LEVELS / 2);
    this.#blocks.splice(blockIndex + 1, 0, { levels: worse, version: this.#version });
  }

  /** Takes a quantity off a level; `orders` is how many of its orders went with it. */
  reduce(price: number, quantity: number, orders: 0 | 1): void {
    const blockIndex = this.#blockIndexOf(price);
    const levels = this.#writableLevels(blockIndex);
    const index = this.#indexIn(levels, price);
    const level = levels[index];
    if (level?.price !== price) throw new Error(`nothing rests at price ${price}`);
    this.#noteChange(price, false);
    const orderCount = level.orderCount - orders;
    if (orderCount > 0) {
      levels[index] = { price, quantity: level.quantity - quantity, orderCount };
      return;
    }
    levels.splice(index, 1);
    if (levels.length === 0) this.#blocks.splice(blockIndex, 1);
  }

  /** The best levels, best price first. */
  best(depth: number): PriceLevel[] {
    const found: PriceLevel[] = [];
    for (const { levels } of this.#blocks) {
      if (found.length >= depth) break;
      found.push(...levels.slice(0, depth - found.length));
    }
    return found;
  }

  /** All levels as they are now, which later changes leave alone. */
  snapshot(): LevelRuns {
    this.#version += 1;
    return this.#blocks.map(({ levels }) => levels);
  }

  /** The levels that changed since the last call, as they are now. */
  takeChanges(): LevelChange[] {
    const changes = Array.from(this.#changed, ([price, isNew]) => ({ ...this.#level(price), isNew }));
    this.#changed = new Map();
    return changes;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Forgets what changed: nobody is listening. */
  dropChanges(): void {
    this.#changed.clear();
  }

  #noteChange(price: number, isNew: boolean): void {
    if (!this.#changed.has(price)) this.#changed.set(price, isNew);
  }

  #level(price: number): PriceLevel {
    const levels = this.#blocks[this.#blockIndexOf(price)]?.levels ?? [];
    const level = levels[this.#indexIn(levels, price)];
    return level?.price === price ? level : { price, quantity: 0, orderCount: 0 };
  }

  /** The levels of a block, copied first if a snapshot may hold them; a new block for the first level of a side. */
  #writableLevels(blockIndex: number): PriceLevel[] {
    const block = this.#blocks[blockIndex];
    if (block === undefined) {
      const levels: PriceLevel[] = [];
      this.#blocks.push({ levels, version: this.#version });
      return levels;
    }
    if (block.version !== this.#version) {
      block.levels = block.levels.slice();
      block.version = this.#version;
    }
    return block.levels;
  }

  /** The block that a price is in, or belongs in: the first that does not end before it, else the last. */
  #blockIndexOf(price: number): number {
    let low = 0;
    let high = Math.max(0, this.#blocks.length - 1);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const worst = this.#blocks[middle]?.levels.at(-1)?.price ?? price;
      if (this.#isBetter(worst, price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a price is, or belongs. */
  #indexIn(levels: readonly PriceLevel[], price: number): number {
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBetter(levels[middle]?.price ?? price, price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBetter(price: number, other: number): boolean {
    return (price - other) * this.#sign > 0;
  }
}
