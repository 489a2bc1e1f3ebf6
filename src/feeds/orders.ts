import { EvictingQueue } from '../domain/evicting-queue.ts';
import { RETAINED_CLOSED_ORDERS } from '../domain/limits.ts';
import type { Order } from '../domain/order-progress.ts';
import { OrderTable } from '../domain/order-table.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderTraded,
} from '../events/events.ts';
import type { Head } from './head.ts';
import { ChangingOrder, progressOfNew } from './order-changes.ts';
import { SortedBlocks } from './sorted-blocks.ts';
import type { View } from './view.ts';

/** An order of the view. Its terms and its progress, once read, never change. */
export interface ViewedOrder extends Order {
  /** Of two open orders at the same price, the one with the lower number trades first. */
  readonly priority: number;
}

/** All open orders, and the most recently closed ones. */
export class Orders implements View {
  readonly #head: Pick<Head, 'timeNs'>;
  readonly #orders = new OrderTable<ChangingOrder>();
  readonly #openByParty = new OrderLists();
  /** Open and closed ones. */
  readonly #byInstrument = new OrderLists();
  readonly #closed = new EvictingQueue<ChangingOrder>(RETAINED_CLOSED_ORDERS);
  #openCount = 0;
  #lastPriority = 0;

  constructor(head: Pick<Head, 'timeNs'>) {
    this.#head = head;
  }

  get(orderId: number): ViewedOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** In time priority: of two at the same price, the first trades first. */
  open(): ViewedOrder[] {
    return this.#openByParty.all().sort((a, b) => a.priority - b.priority);
  }

  /** The longest closed first. */
  closed(): Iterable<ViewedOrder> {
    return this.#closed;
  }

  get openCount(): number {
    return this.#openCount;
  }

  /** Open orders of a party with ids above `afterOrderId`, in order of id, at most `count`. */
  openOfParty(partyNumber: number, afterOrderId: number, count: number): ViewedOrder[] {
    return this.#openByParty.after(partyNumber, afterOrderId, count);
  }

  /** Orders of an instrument, open and recently closed, with ids above `afterOrderId`, in order of id, at most `count`. */
  ofInstrument(instrumentId: number, afterOrderId: number, count: number): ViewedOrder[] {
    return this.#byInstrument.after(instrumentId, afterOrderId, count);
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    this.#add(new ChangingOrder(orderId, terms, progressOfNew(terms, this.#head.timeNs)));
  }

  orderTraded(event: OrderTraded): void {
    const notional = BigInt(event.price) * BigInt(event.quantity);
    this.#fill(event.takerOrderId, event, event.takerLeavesQuantity, notional);
    this.#fill(event.makerOrderId, event, event.makerLeavesQuantity, notional);
  }

  orderCanceled({ orderId }: OrderCanceled): void {
    const order = this.#require(orderId);
    order.cancel(this.#head.timeNs);
    this.#close(order);
  }

  orderAmended(event: OrderAmended): void {
    const order = this.#require(event.orderId);
    order.amend(event, this.#head.timeNs);
    if (event.leavesQuantity === 0) this.#close(order);
    else if (!event.priorityKept) order.priority = this.#nextPriority();
  }

  orderImported({ order: { orderId, terms, progress } }: OrderImported): void {
    const order = new ChangingOrder(orderId, terms, progress);
    if (order.isOpen) {
      this.#add(order);
    } else {
      this.#orders.add(orderId, order);
      this.#byInstrument.add(terms.instrumentId, order);
      this.#remember(order);
    }
  }

  /** A new order comes behind all others in time priority. */
  #add(order: ChangingOrder): void {
    order.priority = this.#nextPriority();
    this.#orders.add(order.orderId, order);
    this.#openCount += 1;
    this.#openByParty.add(order.terms.partyNumber, order);
    this.#byInstrument.add(order.terms.instrumentId, order);
  }

  #fill(orderId: number, event: OrderTraded, leavesQuantity: number, notional: bigint): void {
    const order = this.#require(orderId);
    order.fill(event, leavesQuantity, this.#head.timeNs, notional);
    if (leavesQuantity === 0) this.#close(order);
  }

  #nextPriority(): number {
    this.#lastPriority += 1;
    return this.#lastPriority;
  }

  #require(orderId: number): ChangingOrder {
    const order = this.#orders.get(orderId);
    if (order === undefined || !order.isOpen)
      throw new Error(`event about order ${orderId}, which is not open`);
    return order;
  }

  #close(order: ChangingOrder): void {
    this.#openCount -= 1;
    this.#openByParty.remove(order.terms.partyNumber, order);
    this.#remember(order);
  }

  #remember(order: ChangingOrder): void {
    const forgotten = this.#closed.push(order);
    if (forgotten === undefined) return;
    this.#orders.remove(forgotten.orderId);
    this.#byInstrument.remove(forgotten.terms.instrumentId, forgotten);
  }
}

/** Orders in order of id, in a list for each party or instrument that has any. */
class OrderLists {
  readonly #lists = new Map<number, SortedBlocks<ChangingOrder>>();

  add(owner: number, order: ChangingOrder): void {
    let list = this.#lists.get(owner);
    if (list === undefined) {
      list = new SortedBlocks(({ orderId }) => orderId);
      this.#lists.set(owner, list);
    }
    list.set(order);
  }

  remove(owner: number, { orderId }: Order): void {
    const list = this.#lists.get(owner);
    list?.delete(orderId);
    if (list?.isEmpty) this.#lists.delete(owner);
  }

  after(owner: number, orderId: number, count: number): ChangingOrder[] {
    return this.#lists.get(owner)?.after(orderId, count) ?? [];
  }

  all(): ChangingOrder[] {
    return Array.from(this.#lists.values(), (list) => list.after(0, Number.POSITIVE_INFINITY)).flat();
  }
}
