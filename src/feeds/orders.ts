import { EvictingQueue } from '../domain/evicting-queue.ts';
import { RETAINED_CLOSED_ORDERS } from '../domain/limits.ts';
import { OrderTable } from '../domain/order-table.ts';
import { amendOrder, cancelOrder, fillOrder, type OrderRecord } from './order-record.ts';
import { SortedBlocks } from './sorted-blocks.ts';

/** Every open order and the most recently closed ones. */
export class Orders {
  readonly #orders = new OrderTable<OrderRecord>();
  readonly #openByParty = new OrderLists();
  /** Open and closed ones. */
  readonly #byInstrument = new OrderLists();
  readonly #closed = new EvictingQueue<OrderRecord>(RETAINED_CLOSED_ORDERS);
  #openCount = 0;
  #lastPriority = 0;

  get(orderId: number): OrderRecord | undefined {
    return this.#orders.get(orderId);
  }

  /** In order of time priority: of two at the same price, the first trades first. */
  open(): OrderRecord[] {
    return this.#openByParty.all().sort((a, b) => a.priority - b.priority);
  }

  /** The longest closed first. */
  closed(): Iterable<OrderRecord> {
    return this.#closed;
  }

  get openCount(): number {
    return this.#openCount;
  }

  /** Open orders of a party with ids above `afterOrderId`, in order of id, at most `count`. */
  openOfParty(partyNumber: number, afterOrderId: number, count: number): OrderRecord[] {
    return this.#openByParty.after(partyNumber, afterOrderId, count);
  }

  /** Orders of an instrument, open and recently closed, with ids above `afterOrderId`, in order of id, at most `count`. */
  ofInstrument(instrumentId: number, afterOrderId: number, count: number): OrderRecord[] {
    return this.#byInstrument.after(instrumentId, afterOrderId, count);
  }

  /** A new order: puts it behind all others in time priority. */
  add(order: OrderRecord): void {
    this.#lastPriority += 1;
    order.priority = this.#lastPriority;
    this.#orders.add(order.orderId, order);
    this.#openCount += 1;
    this.#openByParty.add(order.partyNumber, order);
    this.#byInstrument.add(order.instrumentId, order);
  }

  /** An order that was closed when the snapshot was taken. */
  addClosed(order: OrderRecord): void {
    this.#orders.add(order.orderId, order);
    this.#byInstrument.add(order.instrumentId, order);
    this.#remember(order);
  }

  traded(orderId: number, price: number, quantity: number, leaves: number, timeNs: bigint): OrderRecord {
    const order = this.#require(orderId);
    fillOrder(order, price, quantity, leaves, timeNs);
    if (leaves === 0) this.#close(order);
    return order;
  }

  canceled(orderId: number, timeNs: bigint): OrderRecord {
    const order = this.#require(orderId);
    cancelOrder(order, timeNs);
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
    amendOrder(order, price, leaves, timeNs);
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
    this.#openByParty.remove(order.partyNumber, order);
    this.#remember(order);
  }

  #remember(order: OrderRecord): void {
    const forgotten = this.#closed.push(order);
    if (forgotten === undefined) return;
    this.#orders.remove(forgotten.orderId);
    this.#byInstrument.remove(forgotten.instrumentId, forgotten);
  }
}

/** Orders in order of id, in a list for each party or instrument that has any. */
class OrderLists {
  readonly #lists = new Map<number, SortedBlocks<OrderRecord>>();

  add(owner: number, order: OrderRecord): void {
    let list = this.#lists.get(owner);
    if (list === undefined) {
      list = new SortedBlocks(({ orderId }) => orderId);
      this.#lists.set(owner, list);
    }
    list.set(order);
  }

  remove(owner: number, { orderId }: OrderRecord): void {
    const list = this.#lists.get(owner);
    list?.delete(orderId);
    if (list?.isEmpty) this.#lists.delete(owner);
  }

  after(owner: number, orderId: number, count: number): OrderRecord[] {
    return this.#lists.get(owner)?.after(orderId, count) ?? [];
  }

  all(): OrderRecord[] {
    return Array.from(this.#lists.values(), (list) => list.after(0, Number.POSITIVE_INFINITY)).flat();
  }
}
