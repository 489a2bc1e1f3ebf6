import { Side } from '../domain/order.ts';
import type { Sum } from '../market/sum.ts';
import { DepthSide } from './depth-side.ts';

/**
 * Both sides of a book with levels summed into price steps. Bids are rounded down and asks up, so that no price looks better
 * than it is.
 */
export class GroupedSides {
  readonly bids = new DepthSide('highest');
  readonly asks = new DepthSide('lowest');
  readonly #step: number;

  /** Takes time that grows with the number of levels. */
  constructor(step: number, bids: DepthSide, asks: DepthSide) {
    this.#step = step;
    for (const [side, levels] of [
      [Side.Buy, bids],
      [Side.Sell, asks],
    ] as const) {
      for (const run of levels.snapshot()) {
        for (const { price, quantity, orderCount } of run) this.add(side, price, quantity, orderCount);
      }
    }
  }

  add(side: Side, price: number, quantity: Sum, orders = 1): void {
    this.#side(side).add(this.#group(side, price), quantity, orders);
  }

  reduce(side: Side, price: number, quantity: number, orders: 0 | 1): void {
    this.#side(side).reduce(this.#group(side, price), quantity, orders);
  }

  #group(side: Side, price: number): number {
    const above = price % this.#step;
    if (above === 0 || side === Side.Buy) return price - above;
    // The step above the highest possible price has the asks up to that price.
    return Math.min(price - above + this.#step, Number.MAX_SAFE_INTEGER);
  }

  #side(side: Side): DepthSide {
    return side === Side.Buy ? this.bids : this.asks;
  }
}
