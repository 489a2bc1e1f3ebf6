import { EvictingQueue } from '../domain/evicting-queue.ts';
import { RETAINED_CLIENT_ORDER_IDS } from '../domain/limits.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import { OrderTable } from '../domain/order-table.ts';
import { QuietSink } from '../domain/quiet-sink.ts';

/** An order that its owner has named: what was sent, and as much of what became of it as the engine does not know. */
export interface NamedOrder {
  readonly orderId: number;
  readonly partyNumber: number;
  readonly clientOrderId: string;
  readonly instrumentId: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  /** As first sent, not as amended later. */
  readonly price: number;
  /** As first sent, not as amended later. */
  readonly quantity: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly acceptTimeNs: bigint;
  /** Ordered in all, as last amended. */
  totalQuantity: number;
  canceledQuantity: number;
  isOpen: boolean;
}

/**
 * Which order each party means by which name, so that a request that is sent a second time is recognised. A name stays
 * taken while its order is open, and then until the same party has closed `retained` other named orders: what other parties do
 * never frees it. Part of the deterministic state: what is forgotten depends on events alone.
 */
export class ClientOrderIds extends QuietSink {
  readonly #retained: number;
  readonly #parties = new Map<number, NamesOfParty>();
  readonly #open = new OrderTable<NamedOrder>();
  #timeNs = 0n;

  /** @param retained how many closed orders of each party keep their names. */
  constructor(retained = RETAINED_CLIENT_ORDER_IDS) {
    super();
    this.#retained = retained;
  }

  find(partyNumber: number, clientOrderId: string): Readonly<NamedOrder> | undefined {
    return this.#parties.get(partyNumber)?.byName.get(clientOrderId);
  }

  /** Of an open order; empty when its owner gave it none. */
  nameOf(orderId: number): string {
    return this.#open.get(orderId)?.clientOrderId ?? '';
  }

  /** In the one order for a state: closed ones by party, the longest closed first; then open ones by `orderId`. */
  *orders(): Iterable<Readonly<NamedOrder>> {
    for (const [, { closed }] of [...this.#parties].sort(([a], [b]) => a - b)) yield* closed;
    yield* this.#open.values();
  }

  /** Puts back an order of a snapshot, in the order of `orders`. */
  restore(order: NamedOrder): void {
    const own = this.#namesOf(order.partyNumber);
    own.add(order);
    if (order.isOpen) this.#open.add(order.orderId, order);
    else own.close(order);
  }

  override at(_sequence: number, timeNs: bigint): void {
    this.#timeNs = timeNs;
  }

  override accepted(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    price: number,
    quantity: number,
    clientOrderId: string,
  ): void {
    if (clientOrderId === '') return;
    this.restore({
      orderId,
      partyNumber,
      clientOrderId,
      instrumentId,
      side,
      orderType,
      timeInForce,
      price,
      quantity,
      acceptTimeNs: this.#timeNs,
      totalQuantity: quantity,
      canceledQuantity: 0,
      isOpen: true,
    });
  }

  override traded(
    _tradeId: number,
    _instrumentId: number,
    _price: number,
    _quantity: number,
    _aggressorSide: Side,
    makerOrderId: number,
    _makerPartyNumber: number,
    makerLeaves: number,
    takerOrderId: number,
    _takerPartyNumber: number,
    takerLeaves: number,
  ): void {
    if (takerLeaves === 0) this.#close(takerOrderId, 0);
    if (makerLeaves === 0) this.#close(makerOrderId, 0);
  }

  override canceled(
    orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _price: number,
    canceledQuantity: number,
    _reason: CancelReason,
    _wasResting: boolean,
  ): void {
    this.#close(orderId, canceledQuantity);
  }

  override amended(
    orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _oldPrice: number,
    oldLeaves: number,
    _price: number,
    leaves: number,
    _priorityKept: boolean,
  ): void {
    const order = this.#open.get(orderId);
    if (order === undefined) return;
    order.totalQuantity += leaves - oldLeaves;
    if (leaves === 0) this.#close(orderId, 0);
  }

  /** What it was first sent as is not known any more: the order as it stands takes that place. */
  override orderImported(order: OrderSnapshot): void {
    if (order.clientOrderId === '') return;
    const { orderId, partyNumber, clientOrderId, instrumentId, side, orderType, timeInForce } = order;
    const { price, quantity, acceptTimeNs, canceledQuantity, leavesQuantity } = order;
    this.restore({
      orderId,
      partyNumber,
      clientOrderId,
      instrumentId,
      side,
      orderType,
      timeInForce,
      price,
      quantity,
      acceptTimeNs,
      totalQuantity: quantity,
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
    this.#namesOf(order.partyNumber).close(order);
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

  /** Of two orders of one name, which a journal may hold that was written under another bound, the later one has it. */
  add(order: NamedOrder): void {
    const other = this.byName.get(order.clientOrderId);
    if (other === undefined || other.orderId < order.orderId) this.byName.set(order.clientOrderId, order);
  }

  close(order: NamedOrder): void {
    const forgotten = this.closed.push(order);
    if (forgotten === undefined || this.byName.get(forgotten.clientOrderId) !== forgotten) return;
    this.byName.delete(forgotten.clientOrderId);
  }
}
