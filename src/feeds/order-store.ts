import type { CancelReason } from '../domain/order.ts';
import type { Order, OrderProgress } from '../domain/order-progress.ts';
import { OrderTable } from '../domain/order-table.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { OrderAmended, OrderTraded } from '../events/events.ts';
import { OrderRows, pageOf, ROWS, rowOf } from './order-rows.ts';

/**
 * Orders that events change: the one fold of their progress. Views and followers keep the orders that they need in a store.
 *
 * An order has a place until it is removed. The places of removed orders are taken again.
 */
export class OrderStore {
  readonly #places = new OrderTable<number>();
  readonly #pages: Page[] = [];
  /** Numbers of the pages with free rows. The next order goes to the last of them. */
  readonly #withRoom: number[] = [];

  /** Undefined for an order that is not here. */
  placeOf(orderId: number): number | undefined {
    return this.#places.get(orderId);
  }

  /** @throws Error unless the order is here and open. */
  placeOfOpen(orderId: number): number {
    const place = this.#places.get(orderId);
    if (place === undefined || this.leavesAt(place) === 0)
      throw new Error(`event about order ${orderId}, which is not open`);
    return place;
  }

  /** The order as it is now. */
  at(place: number): Order {
    return this.rowsAt(place).get(rowOf(place));
  }

  /** The page of a place. Its row is `rowOf(place)`. */
  rowsAt(place: number): OrderRows {
    return this.#page(place).rows;
  }

  leavesAt(place: number): number {
    return this.rowsAt(place).leavesOf(rowOf(place));
  }

  /** @returns its place. */
  add(orderId: number, terms: OrderTerms, progress: OrderProgress): number {
    const number = this.#withRoom.at(-1) ?? this.#addPage();
    const page = this.#page(number * ROWS);
    const row = page.take();
    if (page.isFull) this.#withRoom.pop();
    page.rows.set(row, orderId, terms, progress);
    const place = number * ROWS + row;
    this.#places.add(orderId, place);
    return place;
  }

  fill(place: number, trade: OrderTraded, leavesQuantity: number, timeNs: bigint): void {
    this.rowsAt(place).fill(rowOf(place), trade, leavesQuantity, timeNs);
  }

  /** Cancels all that is open. */
  cancel(place: number, reason: CancelReason, timeNs: bigint): void {
    this.rowsAt(place).cancel(rowOf(place), reason, timeNs);
  }

  amend(place: number, event: OrderAmended, timeNs: bigint): void {
    this.rowsAt(place).amend(rowOf(place), event, timeNs);
  }

  remove(place: number): void {
    const page = this.#page(place);
    const number = pageOf(place);
    this.#places.remove(page.rows.orderIdOf(rowOf(place)));
    if (page.isFull) this.#withRoom.push(number);
    page.giveBack(rowOf(place));
    if (page.isEmpty && this.#withRoom.at(-1) !== number) page.forget();
  }

  #page(place: number): Page {
    const page = this.#pages[pageOf(place)];
    if (page === undefined) throw new RangeError(`there is no place ${place}`);
    return page;
  }

  #addPage(): number {
    const number = this.#pages.length;
    this.#pages.push(new Page());
    this.#withRoom.push(number);
    return number;
  }
}

class Page {
  #rows: OrderRows | undefined;
  /** A stack of the rows without an order. */
  readonly #free = Uint16Array.from({ length: ROWS }, (_, index) => ROWS - 1 - index);
  #freeCount = ROWS;

  get rows(): OrderRows {
    this.#rows ??= new OrderRows();
    return this.#rows;
  }

  get isFull(): boolean {
    return this.#freeCount === 0;
  }

  take(): number {
    this.#freeCount -= 1;
    return this.#free[this.#freeCount] ?? 0;
  }

  giveBack(row: number): void {
    this.#free[this.#freeCount] = row;
    this.#freeCount += 1;
  }

  get isEmpty(): boolean {
    return this.#freeCount === ROWS;
  }

  /** An empty page takes little memory until it is used again. */
  forget(): void {
    this.#rows = undefined;
  }
}

/** The progress of an order that just came in. */
export function progressOfNew({ quantity }: OrderTerms, timeNs: bigint): OrderProgress {
  return {
    leavesQuantity: quantity,
    cumQuantity: 0,
    canceledQuantity: 0,
    notional: 0n,
    acceptTimeNs: timeNs,
    transactTimeNs: timeNs,
  };
}
