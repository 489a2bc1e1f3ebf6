/** A price and what rests there; quantity 0 when nothing does any more. */
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

interface Level {
  quantity: number;
  orderCount: number;
}

/** One side of a book by price. Prices are kept with the best at the end, where most changes are. */
export class DepthSide {
  readonly #levels = new Map<number, Level>();
  readonly #prices: number[] = [];
  readonly #sign: 1 | -1;
  /** Prices that changed, and whether nothing rested there before. */
  #changed = new Map<number, boolean>();

  constructor(best: 'highest' | 'lowest') {
    this.#sign = best === 'highest' ? 1 : -1;
  }

  add(price: number, quantity: number): void {
    const level = this.#levels.get(price);
    this.#noteChange(price, level === undefined);
    if (level === undefined) {
      this.#levels.set(price, { quantity, orderCount: 1 });
      this.#prices.splice(this.#indexOf(price), 0, price);
    } else {
      level.quantity += quantity;
      level.orderCount += 1;
    }
  }

  /** Takes a quantity off a level; `orders` is how many of its orders went with it. */
  reduce(price: number, quantity: number, orders: 0 | 1): void {
    const level = this.#levels.get(price);
    if (level === undefined) throw new Error(`nothing rests at price ${price}`);
    this.#noteChange(price, false);
    level.quantity -= quantity;
    level.orderCount -= orders;
    if (level.orderCount === 0) {
      this.#levels.delete(price);
      this.#prices.splice(this.#indexOf(price), 1);
    }
  }

  /** Best price first; all levels if `depth` is 0. */
  snapshot(depth: number): PriceLevel[] {
    const levels: PriceLevel[] = [];
    const end = depth === 0 ? 0 : Math.max(0, this.#prices.length - depth);
    for (let index = this.#prices.length - 1; index >= end; index -= 1) {
      const price = this.#prices[index];
      if (price !== undefined) levels.push(this.#level(price));
    }
    return levels;
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
    const level = this.#levels.get(price);
    return { price, quantity: level?.quantity ?? 0, orderCount: level?.orderCount ?? 0 };
  }

  /** Where a price is, or belongs. */
  #indexOf(price: number): number {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.#prices[middle] ?? 0) - price) * this.#sign < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
