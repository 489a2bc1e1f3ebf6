import { EvictingQueue } from '../domain/evicting-queue.ts';
import { RETAINED_CLOSED_ORDERS } from '../domain/limits.ts';
import type { Order } from '../domain/order-progress.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderTraded,
} from '../events/events.ts';
import type { Head } from './head.ts';
import { OrderIds } from './order-ids.ts';
import { type OrderRows, rowOf } from './order-rows.ts';
import { OrderStore, progressOfNew } from './order-store.ts';
import type { View } from './view.ts';

/** An order of the view, as it was when it was read. */
export interface ViewedOrder extends Order {
  /** Of two open orders at the same price, the one with the lower number trades first. */
  readonly priority: number;
}

/** All open orders, and the most recently closed ones. */
export class Orders implements View {
  readonly #head: Pick<Head, 'timeNs'>;
  readonly #store = new OrderStore();
  readonly #openByParty = new OrderLists();
  /** Open and closed ones. */
  readonly #byInstrument = new OrderLists();
  readonly #closed = new EvictingQueue<number>(RETAINED_CLOSED_ORDERS);
  #openCount = 0;
  #lastPriority = 0;

  constructor(head: Pick<Head, 'timeNs'>) {
    this.#head = head;
  }

  get(orderId: number): ViewedOrder | undefined {
    const place = this.#store.placeOf(orderId);
    return place === undefined ? undefined : this.#viewed(place);
  }

  /** The open quantity of an order in minor units; 0 for one that is not here. */
  leavesOf(orderId: number): number {
    const place = this.#store.placeOf(orderId);
    return place === undefined ? 0 : this.#store.leavesAt(place);
  }

  /** In time priority: of two at the same price, the first trades first. */
  *open(): Iterable<ViewedOrder> {
    const places = this.#openByParty.all().map((orderId) => {
      const place = this.#store.placeOfOpen(orderId);
      return { place, priority: this.#priorityAt(place) };
    });
    for (const { place } of places.sort((a, b) => a.priority - b.priority)) yield this.#viewed(place);
  }

  /** The longest closed first. */
  *closed(): Iterable<ViewedOrder> {
    for (const place of this.#closed) yield this.#viewed(place);
  }

  get openCount(): number {
    return this.#openCount;
  }

  /** Open orders of a party with ids above `afterOrderId`, in order of id, at most `count`. */
  openOfParty(partyNumber: number, afterOrderId: number, count: number): ViewedOrder[] {
    return this.#listed(this.#openByParty.after(partyNumber, afterOrderId, count));
  }

  /** Orders of an instrument, open and recently closed, with ids above `afterOrderId`, in order of id, at most `count`. */
  ofInstrument(instrumentId: number, afterOrderId: number, count: number): ViewedOrder[] {
    return this.#listed(this.#byInstrument.after(instrumentId, afterOrderId, count));
  }

  /** Copies an order as it is now to a row of another page. */
  copy(orderId: number, to: OrderRows, row: number): void {
    const place = this.#store.placeOf(orderId);
    if (place === undefined) throw new Error(`event about order ${orderId}, which is not there`);
    to.copy(row, this.#store.rowsAt(place), rowOf(place));
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    const place = this.#store.add(orderId, terms, progressOfNew(terms, this.#head.timeNs));
    this.#byInstrument.add(terms.instrumentId, orderId);
    this.#open(place, orderId, terms.partyNumber);
  }

  orderTraded(event: OrderTraded): void {
    this.#fill(event.takerOrderId, event.takerPartyNumber, event, event.takerLeavesQuantity);
    this.#fill(event.makerOrderId, event.makerPartyNumber, event, event.makerLeavesQuantity);
  }

  orderCanceled({ orderId, partyNumber, reason }: OrderCanceled): void {
    const place = this.#store.placeOfOpen(orderId);
    this.#store.cancel(place, reason, this.#head.timeNs);
    this.#close(place, orderId, partyNumber);
  }

  orderAmended(event: OrderAmended): void {
    const place = this.#store.placeOfOpen(event.orderId);
    this.#store.amend(place, event, this.#head.timeNs);
    if (event.leavesQuantity === 0) this.#close(place, event.orderId, event.partyNumber);
    else if (!event.priorityKept) this.#giveNextPriority(place);
  }

  orderImported({ order: { orderId, terms, progress } }: OrderImported): void {
    const place = this.#store.add(orderId, terms, progress);
    this.#byInstrument.add(terms.instrumentId, orderId);
    if (progress.leavesQuantity > 0) this.#open(place, orderId, terms.partyNumber);
    else this.#remember(place);
  }

  /** A new order comes behind all others in time priority. */
  #open(place: number, orderId: number, partyNumber: number): void {
    this.#giveNextPriority(place);
    this.#openCount += 1;
    this.#openByParty.add(partyNumber, orderId);
  }

  #fill(orderId: number, partyNumber: number, event: OrderTraded, leavesQuantity: number): void {
    const place = this.#store.placeOfOpen(orderId);
    this.#store.fill(place, event, leavesQuantity, this.#head.timeNs);
    if (leavesQuantity === 0) this.#close(place, orderId, partyNumber);
  }

  #giveNextPriority(place: number): void {
    this.#lastPriority += 1;
    this.#store.rowsAt(place).setKey(rowOf(place), this.#lastPriority);
  }

  #close(place: number, orderId: number, partyNumber: number): void {
    this.#openCount -= 1;
    this.#openByParty.remove(partyNumber, orderId);
    this.#remember(place);
  }

  #remember(place: number): void {
    const forgotten = this.#closed.push(place);
    if (forgotten === undefined) return;
    const rows = this.#store.rowsAt(forgotten);
    const orderId = rows.orderIdOf(rowOf(forgotten));
    const instrumentId = rows.instrumentOf(rowOf(forgotten));
    this.#store.remove(forgotten);
    this.#byInstrument.remove(instrumentId, orderId);
  }

  #viewed(place: number): ViewedOrder {
    const { orderId, terms, progress } = this.#store.at(place);
    return { orderId, terms, progress, priority: this.#priorityAt(place) };
  }

  #priorityAt(place: number): number {
    return this.#store.rowsAt(place).keyOf(rowOf(place));
  }

  #listed(orderIds: readonly number[]): ViewedOrder[] {
    return orderIds.flatMap((orderId) => this.get(orderId) ?? []);
  }
}

/** Empty lists that are kept for their owners: most of them soon have an order again. */
const MAX_EMPTY_LISTS = 1_024;

/** Orders in order of id, in a list for each party or instrument that has any. */
class OrderLists {
  readonly #lists = new Map<number, OrderIds>();
  #emptyLists = 0;

  add(owner: number, orderId: number): void {
    let list = this.#lists.get(owner);
    if (list === undefined) {
      list = new OrderIds();
      this.#lists.set(owner, list);
    } else if (list.isEmpty) {
      this.#emptyLists -= 1;
    }
    list.add(orderId);
  }

  remove(owner: number, orderId: number): void {
    const list = this.#lists.get(owner);
    if (list === undefined) return;
    list.remove(orderId);
    if (!list.isEmpty) return;
    if (this.#emptyLists < MAX_EMPTY_LISTS) this.#emptyLists += 1;
    else this.#lists.delete(owner);
  }

  after(owner: number, orderId: number, count: number): readonly number[] {
    return this.#lists.get(owner)?.after(orderId, count) ?? [];
  }

  all(): readonly number[] {
    return Array.from(this.#lists.values(), (list) => list.after(0, Number.POSITIVE_INFINITY)).flat();
  }
}
