import { Side } from '../../src/domain/order.ts';
import { Book } from '../../src/engine/book/book.ts';
import type { BookSide } from '../../src/engine/book/book-side.ts';
import { IdleWindows } from '../../src/engine/book/idle-windows.ts';
import { RestingOrders } from '../../src/engine/book/resting-orders.ts';
import { instrument } from './commands.ts';
import { incoming } from './resting.ts';

/** One side of a book with at most one order at each rank. */
export class Ranks {
  readonly side: BookSide;
  readonly #orders = new RestingOrders(16);
  readonly #slots = new Map<number, number>();

  constructor(side: Side = Side.Buy) {
    this.side = new Book(instrument(1), 0, this.#orders, new IdleWindows()).side(side);
  }

  add(rank: number, leaves = 1): void {
    this.#slots.set(rank, this.#orders.insert(incoming({ orderId: rank, rank, leaves }), this.side));
  }

  remove(rank: number): void {
    this.#orders.remove(this.#slots.get(rank) ?? 0, rank, this.side);
  }

  /** From the best rank to the worst. */
  line(): number[] {
    const line: number[] = [];
    for (let rank = this.side.best; rank !== 0; rank = this.side.below(rank)) line.push(rank);
    return line;
  }

  addAndRemove(ranks: number, around: number): void {
    for (let i = 0; i < ranks; i++) {
      this.add(around + i);
      this.remove(around + i);
    }
  }
}
