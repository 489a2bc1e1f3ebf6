import { EvictingQueue } from '../domain/evicting-queue.ts';
import { RETAINED_CLIENT_ORDER_IDS } from '../domain/limits.ts';
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

/** An order with a client order id: what was sent, and what the engine does not know of its progress. */
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
}

/**
 * The client order ids of each party, so that a request that is sent again is recognised. An id stays taken while its order is
 * open, and then until the same party has closed `retained` other orders with ids: other parties never free it. Part of the
 * deterministic state: what is forgotten depends on events alone.
 */
export class ClientOrderIds implements FrameConsumer {
  readonly #retained: number;
  readonly #parties = new Map<number, NamesOfParty>();
  readonly #open = new OrderTable<NamedOrder>();
  #timeNs = 0n;

  /** @param retained how many closed orders of each party keep their names. */
  constructor(retained = RETAINED_CLIENT_ORDER_IDS) {
    this.#retained = retained;
  }

  find(partyNumber: number, clientOrderId: string): Readonly<NamedOrder> | undefined {
    return this.#parties.get(partyNumber)?.byName.get(clientOrderId);
  }

  /** Of an open order; empty when its owner gave it none. */
  nameOf(orderId: number): string {
    return this.#open.get(orderId)?.terms.clientOrderId ?? '';
  }

  /** In canonical order: closed ones by party, the longest closed first; then open ones by `orderId`. */
  *orders(): Iterable<Readonly<NamedOrder>> {
    for (const [, { closed }] of [...this.#parties].sort(([a], [b]) => a - b)) yield* closed;
    yield* this.#open.values();
  }

  /** Puts back an order of a snapshot, in the order of `orders`. */
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
    });
  }

  orderTraded({ takerOrderId, takerLeavesQuantity, makerOrderId, makerLeavesQuantity }: OrderTraded): void {
    if (takerLeavesQuantity === 0) this.#close(takerOrderId, 0);
    if (makerLeavesQuantity === 0) this.#close(makerOrderId, 0);
  }

  orderCanceled({ orderId, canceledQuantity }: OrderCanceled): void {
    this.#close(orderId, canceledQuantity);
  }

  orderAmended({ orderId, oldLeavesQuantity, leavesQuantity }: OrderAmended): void {
    const order = this.#open.get(orderId);
    if (order === undefined) return;
    order.totalQuantity += leavesQuantity - oldLeavesQuantity;
    if (leavesQuantity === 0) this.#close(orderId, 0);
  }

  /** The terms as first sent are not known any more: the present ones take their place. */
  orderImported({ order: { orderId, terms, progress } }: OrderImported): void {
    if (terms.clientOrderId === '') return;
    const { acceptTimeNs, canceledQuantity, leavesQuantity } = progress;
    this.restore({
      orderId,
      terms,
      acceptTimeNs,
      totalQuantity: terms.quantity,
      canceledQuantity,
      isOpen: leavesQuantity > 0,
    });
  }

  #close(orderId: number, canceledQuantity: number): void {
    const order = this.#open.get(orderId);
    if (order === undefined) return;
    this.#open.remove(orderId);
    order.isOpen = false;
    order.canceledQuantity = canceledQuantity;
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

  /** A journal that was written under another bound may hold two orders of one id: the later one has it. */
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
