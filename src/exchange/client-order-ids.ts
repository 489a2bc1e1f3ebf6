import { EvictingQueue } from '../domain/evicting-queue.ts';
import { RETAINED_CLOSED_ORDERS } from '../domain/limits.ts';
import type { OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import { QuietSink } from '../domain/quiet-sink.ts';

interface Name {
  readonly partyNumber: number;
  readonly clientOrderId: string;
}

/**
 * Which order each party means by which name. A name stays taken while its order is open and for
 * a while after, so that a request sent twice by a client that missed the answer is
 * noticed. Part of the deterministic state: what is forgotten depends on events alone.
 */
export class ClientOrderIds extends QuietSink {
  readonly #orders = new Map<number, Map<string, number>>();
  readonly #names = new Map<number, Name>();
  /**
   * Closed orders, named or not: the same that the views remember, and so a snapshot holds. Were unnamed
   * ones left out, a restart would forget names that a longer run still knows.
   */
  readonly #closed = new EvictingQueue<number>(RETAINED_CLOSED_ORDERS);

  orderOf(partyNumber: number, clientOrderId: string): number | undefined {
    return this.#orders.get(partyNumber)?.get(clientOrderId);
  }

  nameOf(orderId: number): string {
    return this.#names.get(orderId)?.clientOrderId ?? '';
  }

  override accepted(
    orderId: number,
    _instrumentId: number,
    partyNumber: number,
    _side: Side,
    _orderType: OrderType,
    _timeInForce: TimeInForce,
    _price: number,
    _quantity: number,
    clientOrderId: string,
  ): void {
    this.add(orderId, partyNumber, clientOrderId);
  }

  add(orderId: number, partyNumber: number, clientOrderId: string): void {
    if (clientOrderId === '') return;
    let own = this.#orders.get(partyNumber);
    if (own === undefined) {
      own = new Map();
      this.#orders.set(partyNumber, own);
    }
    // The latest of that name: a snapshot has the open ones first.
    if (orderId > (own.get(clientOrderId) ?? 0)) own.set(clientOrderId, orderId);
    this.#names.set(orderId, { partyNumber, clientOrderId });
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
    if (takerLeaves === 0) this.close(takerOrderId);
    if (makerLeaves === 0) this.close(makerOrderId);
  }

  override canceled(orderId: number): void {
    this.close(orderId);
  }

  override amended(
    orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _oldPrice: number,
    _oldLeaves: number,
    _price: number,
    leaves: number,
  ): void {
    if (leaves === 0) this.close(orderId);
  }

  override orderImported({ orderId, partyNumber, clientOrderId, leavesQuantity }: OrderSnapshot): void {
    this.add(orderId, partyNumber, clientOrderId);
    if (leavesQuantity === 0) this.close(orderId);
  }

  close(orderId: number): void {
    const oldest = this.#closed.push(orderId);
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(orderId: number): void {
    const name = this.#names.get(orderId);
    if (name === undefined) return;
    this.#names.delete(orderId);
    const own = this.#orders.get(name.partyNumber);
    // Not what a later order is called by now: how long names stay taken may have been different once.
    if (own?.get(name.clientOrderId) === orderId) own.delete(name.clientOrderId);
    if (own?.size === 0) this.#orders.delete(name.partyNumber);
  }
}
