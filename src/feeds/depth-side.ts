import { add, type Sum, subtract } from '../market/sum.ts';
import { type Runs, SortedBlocks } from './sorted-blocks.ts';

/** A price with its open quantity, which is 0 if no orders rest there. One that was read never changes: snapshots share it. */
export interface PriceLevel {
  readonly price: number;
  /** Open quantity of all orders there, in minor units: exact. */
  readonly quantity: Sum;
  readonly orderCount: number;
}

/** A level that changed. */
export interface LevelChange extends PriceLevel {
  /** No orders rested there before. */
  readonly isNew: boolean;
}

/** One side of a book by price, best first. */
export class DepthSide {
  readonly #levels: SortedBlocks<Level>;
  /** Levels of an earlier version were perhaps read. */
  #version = 0;
  /** Better prices have lower keys: price × sign. */
  readonly #sign: 1 | -1;
  /** Prices that changed, and whether nothing rested there before; undefined while there are no subscribers. */
  #changed: Map<number, boolean> | undefined;

  constructor(best: 'highest' | 'lowest') {
    const sign = best === 'highest' ? -1 : 1;
    this.#sign = sign;
    this.#levels = new SortedBlocks(({ price }) => price * sign);
  }

  add(price: number, quantity: Sum, orders = 1): void {
    const level = this.#levels.get(price * this.#sign);
    this.#noteChange(price, level === undefined);
    if (level === undefined) this.#levels.set(new Level(price, quantity, orders, this.#version));
    else this.#change(level, add(level.quantity, quantity), level.orderCount + orders);
  }

  /** Takes a quantity off a level. @param orders the number of orders that leave the level. */
  reduce(price: number, quantity: number, orders: 0 | 1): void {
    const level = this.#levels.get(price * this.#sign);
    if (level === undefined) throw new Error(`nothing rests at price ${price}`);
    this.#noteChange(price, false);
    if (level.orderCount === orders) this.#levels.delete(price * this.#sign);
    else this.#change(level, subtract(level.quantity, quantity), level.orderCount - orders);
  }

  /** The best levels, best price first. */
  best(depth: number): PriceLevel[] {
    this.#version += 1;
    return this.#levels.after(Number.NEGATIVE_INFINITY, depth);
  }

  /** All levels, best price first. Later changes do not affect them. */
  snapshot(): Runs<PriceLevel> {
    this.#version += 1;
    return this.#levels.snapshot();
  }

  /** The current state of the levels that changed since the last call. */
  takeChanges(): LevelChange[] {
    const changes = Array.from(this.#changed ?? [], ([price, isNew]) => {
      const { quantity = 0, orderCount = 0 } = this.#levels.get(price * this.#sign) ?? {};
      return { price, quantity, orderCount, isNew };
    });
    this.#changed = new Map();
    return changes;
  }

  get hasChanges(): boolean {
    return this.#changed !== undefined && this.#changed.size > 0;
  }

  /** Whether changes are noted for `takeChanges`. */
  noteChanges(isWatched: boolean): void {
    if (!isWatched) this.#changed = undefined;
    else this.#changed ??= new Map();
  }

  #change(level: Level, quantity: Sum, orderCount: number): void {
    if (level.change(quantity, orderCount, this.#version)) return;
    this.#levels.set(new Level(level.price, quantity, orderCount, this.#version));
  }

  #noteChange(price: number, isNew: boolean): void {
    if (this.#changed !== undefined && !this.#changed.has(price)) this.#changed.set(price, isNew);
  }
}

class Level implements PriceLevel {
  readonly price: number;
  quantity: Sum;
  orderCount: number;
  readonly #version: number;

  constructor(price: number, quantity: Sum, orderCount: number, version: number) {
    this.price = price;
    this.quantity = quantity;
    this.orderCount = orderCount;
    this.#version = version;
  }

  /** Changes the level unless it is of an earlier version. @returns whether it did. */
  change(quantity: Sum, orderCount: number, version: number): boolean {
    if (this.#version !== version) return false;
    this.quantity = quantity;
    this.orderCount = orderCount;
    return true;
  }
}
