import { EvictingQueue } from '../domain/evicting-queue.ts';
import { RETAINED_CLOSED_ORDERS } from '../domain/limits.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import { OrderTable } from './order-table.ts';

/** What never changes of an order. */
type Fixed =
  | 'orderId'
  | 'clientOrderId'
  | 'instrumentId'
  | 'partyNumber'
  | 'side'
  | 'orderType'
  | 'timeInForce'
  | 'acceptTimeNs';

/** An order as it stands after some event; it is changed in place, and those who keep one copy it. */
export type OrderRecord = Pick<OrderSnapshot, Fixed> & {
  -readonly [Key in Exclude<keyof OrderSnapshot, Fixed>]: OrderSnapshot[Key];
} & {
  /** Of two open orders at the same price, the one with the lower number trades first. */
  priority: number;
};

/** Every open order and the most recently closed ones. */
export class Orders {
  readonly #orders = new OrderTable<OrderRecord>();
  readonly #openByParty = new Map<number, OpenOrdersOfParty>();
  readonly #closed = new EvictingQueue<OrderRecord>(RETAINED_CLOSED_ORDERS);
  #openCount = 0;
  #lastPriority = 0;

  get(orderId: number): OrderRecord | undefined {
    return this.#orders.get(orderId);
  }

  /** In order of time priority: of two at the same price, the first trades first. */
  open(): OrderRecord[] {
    const open = Array.from(this.#openByParty.values(), (own) => [...own.inOrderOfId()]).flat();
    return open.sort((a, b) => a.priority - b.priority);
  }

  /** The longest closed first. */
  closed(): Iterable<OrderRecord> {
    return this.#closed;
  }

  /** Those that are open or recently closed. Orders that come or go while this is read may be there or not. */
  inOrderOfId(): Iterable<Readonly<OrderRecord>> {
    return this.#orders.values();
  }

  get openCount(): number {
    return this.#openCount;
  }

  /** Open orders of a party with ids above `afterOrderId`, in order of id; of all instruments if `instrumentId` is 0. */
  listOpen(partyNumber: number, instrumentId: number, afterOrderId: number, limit: number): OrderRecord[] {
    const page: OrderRecord[] = [];
    for (const order of this.#openByParty.get(partyNumber)?.inOrderOfId() ?? []) {
      if (order.orderId <= afterOrderId) continue;
      if (instrumentId !== 0 && order.instrumentId !== instrumentId) continue;
      page.push(order);
      if (page.length === limit) break;
    }
    return page;
  }

  /** A new order: puts it behind all others in time priority. */
  add(order: OrderRecord): void {
    this.#lastPriority += 1;
    order.priority = this.#lastPriority;
    this.#orders.add(order.orderId, order);
    this.#openCount += 1;
    let own = this.#openByParty.get(order.partyNumber);
    if (own === undefined) {
      own = new OpenOrdersOfParty();
      this.#openByParty.set(order.partyNumber, own);
    }
    own.add(order);
  }

  /** An order that was closed when the snapshot was taken. */
  addClosed(order: OrderRecord): void {
    this.#orders.add(order.orderId, order);
    this.#remember(order);
  }

  traded(orderId: number, price: number, quantity: number, leaves: number, timeNs: bigint): OrderRecord {
    const order = this.#require(orderId);
    order.cumQuantity += quantity;
    order.leavesQuantity = leaves;
    order.notional += price * quantity;
    order.transactTimeNs = timeNs;
    if (leaves === 0) this.#close(order);
    return order;
  }

  canceled(orderId: number, timeNs: bigint): OrderRecord {
    const order = this.#require(orderId);
    order.canceledQuantity += order.leavesQuantity;
    order.leavesQuantity = 0;
    order.transactTimeNs = timeNs;
    this.#close(order);
    return order;
  }

  amended(
    orderId: number,
    price: number,
    leaves: number,
    priorityKept: boolean,
    timeNs: bigint,
  ): OrderRecord {
    const order = this.#require(orderId);
    order.price = price;
    order.leavesQuantity = leaves;
    order.quantity = order.cumQuantity + leaves;
    order.transactTimeNs = timeNs;
    if (leaves === 0) {
      this.#close(order);
    } else if (!priorityKept) {
      this.#lastPriority += 1;
      order.priority = this.#lastPriority;
    }
    return order;
  }

  #require(orderId: number): OrderRecord {
    const order = this.#orders.get(orderId);
    if (order === undefined || order.leavesQuantity === 0)
      throw new Error(`event about order ${orderId}, which is not open`);
    return order;
  }

  #close(order: OrderRecord): void {
    this.#openCount -= 1;
    const own = this.#openByParty.get(order.partyNumber);
    own?.remove(order.orderId);
    if (own?.isEmpty) this.#openByParty.delete(order.partyNumber);
    this.#remember(order);
  }

  #remember(order: OrderRecord): void {
    const forgotten = this.#closed.push(order);
    if (forgotten !== undefined) this.#orders.remove(forgotten.orderId);
  }
}

/** New orders come in order of id, so a map is sorted by itself; those of a snapshot come in order of priority. */
class OpenOrdersOfParty {
  #orders = new Map<number, OrderRecord>();
  #highestId = 0;
  #isSorted = true;

  get isEmpty(): boolean {
    return this.#orders.size === 0;
  }

  add(order: OrderRecord): void {
    if (order.orderId < this.#highestId) this.#isSorted = false;
    else this.#highestId = order.orderId;
    this.#orders.set(order.orderId, order);
  }

  remove(orderId: number): void {
    this.#orders.delete(orderId);
  }

  inOrderOfId(): Iterable<OrderRecord> {
    if (!this.#isSorted) {
      this.#orders = new Map([...this.#orders].sort(([a], [b]) => a - b));
      this.#isSorted = true;
    }
    return this.#orders.values();
  }
}
