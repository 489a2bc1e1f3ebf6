import type { Order } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderTraded,
} from '../events/events.ts';
import type { FrameConsumer } from '../events/frame.ts';

/** When an open order expires. */
export interface Expiry {
  readonly orderId: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly timeNs: bigint;
}

interface Entry extends Expiry {
  /** Where it stands in the heap. */
  index: number;
}

/** The open orders that expire, as a binary heap with the earliest at its top: by time, then by order id. A fold of the events. */
export class Expiries implements FrameConsumer {
  readonly #heap: Entry[] = [];
  readonly #byOrder = new Map<number, Entry>();

  /** The order that expires next; undefined when none does. */
  get next(): Expiry | undefined {
    return this.#heap[0];
  }

  /** All of them, the earliest first. */
  all(): Expiry[] {
    return this.#heap.toSorted(compare);
  }

  restoreOpenOrder({ orderId, terms }: Order): void {
    this.#add(orderId, terms);
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    this.#add(orderId, terms);
  }

  orderTraded({ takerOrderId, takerLeavesQuantity, makerOrderId, makerLeavesQuantity }: OrderTraded): void {
    if (this.#byOrder.size === 0) return;
    if (takerLeavesQuantity === 0) this.#remove(takerOrderId);
    if (makerLeavesQuantity === 0) this.#remove(makerOrderId);
  }

  orderCanceled({ orderId }: OrderCanceled): void {
    this.#remove(orderId);
  }

  orderAmended({ orderId, leavesQuantity }: OrderAmended): void {
    if (leavesQuantity === 0) this.#remove(orderId);
  }

  orderImported({ order }: OrderImported): void {
    if (order.progress.leavesQuantity > 0) this.restoreOpenOrder(order);
  }

  #add(orderId: number, { expireTimeNs }: OrderTerms): void {
    if (expireTimeNs === undefined) return;
    const entry = { orderId, timeNs: expireTimeNs, index: this.#heap.length };
    this.#byOrder.set(orderId, entry);
    this.#heap.push(entry);
    this.#rise(entry);
  }

  #remove(orderId: number): void {
    const entry = this.#byOrder.get(orderId);
    if (entry === undefined) return;
    this.#byOrder.delete(orderId);
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#put(last, entry.index);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(entry: Entry): void {
    for (;;) {
      const parent = entry.index === 0 ? undefined : this.#heap[(entry.index - 1) >> 1];
      if (parent === undefined || compare(parent, entry) < 0) return;
      this.#swap(parent, entry);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#heap[2 * entry.index + 1];
      const right = this.#heap[2 * entry.index + 2];
      const child = right !== undefined && left !== undefined && compare(right, left) < 0 ? right : left;
      if (child === undefined || compare(entry, child) < 0) return;
      this.#swap(entry, child);
    }
  }

  #swap(upper: Entry, lower: Entry): void {
    const { index } = upper;
    this.#put(upper, lower.index);
    this.#put(lower, index);
  }

  #put(entry: Entry, index: number): void {
    entry.index = index;
    this.#heap[index] = entry;
  }
}

function compare(a: Expiry, b: Expiry): number {
  if (a.timeNs === b.timeNs) return a.orderId - b.orderId;
  return a.timeNs < b.timeNs ? -1 : 1;
}
