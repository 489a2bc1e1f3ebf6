import { EvictingQueue } from '../domain/evicting-queue.ts';
import { RETAINED_CLIENT_ORDER_IDS } from '../domain/limits.ts';
import type { CancelReason } from '../domain/order.ts';
import { OrderTable } from '../domain/order-table.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderTraded,
} from '../events/events.ts';
import type { Frame, FrameConsumer } from '../events/frame.ts';

/** An order with a client order id: what its owner sent first, and the part of its progress that the engine does not keep. */
export interface NamedOrder {
  readonly orderId: number;
  /** As first sent, not as amended later. */
  readonly terms: OrderTerms;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly acceptTimeNs: bigint;
  /** As last amended. */
  totalQuantity: number;
  canceledQuantity: number;
  isOpen: boolean;
  cancelReason: CancelReason | undefined;
}

/**
 * The client order ids of each party, by which a repeated request is recognized. An id is taken while its order is open, and
 * then until the same party has closed `retained` other orders with ids. Orders of other parties do not count. This is part of
 * the deterministic state: events alone decide which ids are forgotten.
 */
export class ClientOrderIds implements FrameConsumer {
  readonly #retained: number;
  readonly #parties = new Map<number, NamesOfParty>();
  readonly #open = new OrderTable<NamedOrder>();
  #timeNs = 0n;

  /** @param retained closed orders of each party that keep their ids. */
  constructor(retained = RETAINED_CLIENT_ORDER_IDS) {
    this.#retained = retained;
  }

  find(partyNumber: number, clientOrderId: string): Readonly<NamedOrder> | undefined {
    return this.#parties.get(partyNumber)?.byName.get(clientOrderId);
  }

  /** The client order id of an open order; empty if it has none. */
  nameOf(orderId: number): string {
    return this.#open.get(orderId)?.terms.clientOrderId ?? '';
  }

  /** In canonical order: first closed orders by party, in the order in which they closed; then open orders by `orderId`. */
  *orders(): Iterable<Readonly<NamedOrder>> {
    for (const [, { closed }] of [...this.#parties].sort(([a], [b]) => a - b)) yield* closed;
    yield* this.#open.values();
  }

  /** Restores an order of a snapshot. Orders come in the order of `orders`. */
  restore(order: NamedOrder): void {
    const own = this.#namesOf(order.terms.partyNumber);
    own.add(order);
    if (order.isOpen) this.#open.add(order.orderId, order);
    else own.close(order);
  }

  begin({ timeNs }: Frame): void {
    this.#timeNs = timeNs;
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    if (terms.clientOrderId === '') return;
    this.restore({
      orderId,
      terms,
      acceptTimeNs: this.#timeNs,
      totalQuantity: terms.quantity,
      canceledQuantity: 0,
      isOpen: true,
      cancelReason: undefined,
    });
  }

  orderTraded({ takerOrderId, takerLeavesQuantity, makerOrderId, makerLeavesQuantity }: OrderTraded): void {
    if (takerLeavesQuantity === 0) this.#close(takerOrderId, 0);
    if (makerLeavesQuantity === 0) this.#close(makerOrderId, 0);
  }

  orderCanceled({ orderId, canceledQuantity, reason }: OrderCanceled): void {
    this.#close(orderId, canceledQuantity, reason);
  }

  orderAmended({ orderId, oldLeavesQuantity, leavesQuantity }: OrderAmended): void {
    const order = this.#open.get(orderId);
    if (order === undefined) return;
    order.totalQuantity += leavesQuantity - oldLeavesQuantity;
    if (leavesQuantity === 0) this.#close(orderId, 0);
  }

  /** The first terms of an imported order are unknown, so its current terms are used. */
  orderImported({ order }: OrderImported): void {
    const { orderId, terms, progress } = order;
    if (terms.clientOrderId === '') return;
    const { acceptTimeNs, canceledQuantity, leavesQuantity, cancelReason } = progress;
    this.restore({
      orderId,
      terms,
      acceptTimeNs,
      totalQuantity: terms.quantity,
      canceledQuantity,
      isOpen: leavesQuantity > 0,
      cancelReason,
    });
  }

  #close(orderId: number, canceledQuantity: number, cancelReason?: CancelReason): void {
    const order = this.#open.get(orderId);
    if (order === undefined) return;
    this.#open.remove(orderId);
    order.isOpen = false;
    order.canceledQuantity = canceledQuantity;
    order.cancelReason = cancelReason;
    this.#namesOf(order.terms.partyNumber).close(order);
  }

  #namesOf(partyNumber: number): NamesOfParty {
    let own = this.#parties.get(partyNumber);
    if (own === undefined) {
      own = new NamesOfParty(this.#retained);
      this.#parties.set(partyNumber, own);
    }
    return own;
  }
}

class NamesOfParty {
  readonly byName = new Map<string, NamedOrder>();
  readonly closed: EvictingQueue<NamedOrder>;

  constructor(retained: number) {
    this.closed = new EvictingQueue(retained);
  }

  /** A journal that was written with another bound may have two orders with one id. The later order has the id. */
  add(order: NamedOrder): void {
    const { clientOrderId } = order.terms;
    const other = this.byName.get(clientOrderId);
    if (other === undefined || other.orderId < order.orderId) this.byName.set(clientOrderId, order);
  }

  close(order: NamedOrder): void {
    const forgotten = this.closed.push(order);
    if (forgotten === undefined) return;
    const { clientOrderId } = forgotten.terms;
    if (this.byName.get(clientOrderId) === forgotten) this.byName.delete(clientOrderId);
  }
}
