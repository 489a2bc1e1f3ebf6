import type { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import { ExecType, type ExecutionRecord, reportOf, tradeReportOf } from '../feeds/execution.ts';
import {
  acceptedOrder,
  amendOrder,
  cancelOrder,
  fillOrder,
  type OrderRecord,
} from '../feeds/order-record.ts';
import { EntrySink } from './entry-sink.ts';

/** Execution reports of one party. It remembers the orders that the party has open at that point of the journal. */
export class ExecutionSink extends EntrySink<ExecutionRecord> {
  readonly partyNumber: number;
  /** Events up to this one are only folded. */
  readonly #after: number;
  readonly #orders = new Map<number, OrderRecord>();

  constructor(partyNumber: number, after: number) {
    super(0);
    this.partyNumber = partyNumber;
    this.#after = after;
  }

  /** Forgets everything: the orders that are put back next are those after this event. */
  restored(sequence: number): void {
    this.#orders.clear();
    this.sequence = sequence;
  }

  restoreOpenOrder(order: OrderRecord): void {
    this.#orders.set(order.orderId, order);
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
    if (!this.#isOwn(partyNumber)) return;
    const order = acceptedOrder(
      orderId,
      instrumentId,
      partyNumber,
      side,
      orderType,
      timeInForce,
      price,
      quantity,
      clientOrderId,
      this.timeNs,
    );
    this.#orders.set(orderId, order);
    this.#report(ExecType.New, order, undefined);
  }

  /** The taker first, as the stream does. */
  override traded(
    tradeId: number,
    _instrumentId: number,
    price: number,
    quantity: number,
    _aggressorSide: Side,
    makerOrderId: number,
    makerPartyNumber: number,
    makerLeaves: number,
    takerOrderId: number,
    takerPartyNumber: number,
    takerLeaves: number,
  ): void {
    if (this.#isOwn(takerPartyNumber)) this.#fill(takerOrderId, tradeId, price, quantity, takerLeaves, false);
    if (this.#isOwn(makerPartyNumber)) this.#fill(makerOrderId, tradeId, price, quantity, makerLeaves, true);
  }

  override canceled(
    orderId: number,
    _instrumentId: number,
    partyNumber: number,
    _side: Side,
    _price: number,
    _canceledQuantity: number,
    reason: CancelReason,
  ): void {
    if (!this.#isOwn(partyNumber)) return;
    const order = this.#order(orderId);
    cancelOrder(order, this.timeNs);
    this.#forgetIfClosed(order);
    this.#report(ExecType.Canceled, order, reason);
  }

  override amended(
    orderId: number,
    _instrumentId: number,
    partyNumber: number,
    _side: Side,
    _oldPrice: number,
    _oldLeaves: number,
    price: number,
    leaves: number,
  ): void {
    if (!this.#isOwn(partyNumber)) return;
    const order = this.#order(orderId);
    amendOrder(order, price, leaves, this.timeNs);
    this.#forgetIfClosed(order);
    this.#report(ExecType.Replaced, order, undefined);
  }

  /** As in the stream, nothing is reported: it happened elsewhere. */
  override orderImported(order: OrderSnapshot): void {
    if (this.#isOwn(order.partyNumber) && order.leavesQuantity > 0) {
      this.#orders.set(order.orderId, { ...order, priority: 0 });
    }
  }

  #isOwn(partyNumber: number): boolean {
    return this.isTaken && partyNumber === this.partyNumber;
  }

  #fill(
    orderId: number,
    tradeId: number,
    price: number,
    quantity: number,
    leaves: number,
    isMaker: boolean,
  ): void {
    const order = this.#order(orderId);
    fillOrder(order, price, quantity, leaves, this.timeNs);
    this.#forgetIfClosed(order);
    if (this.sequence <= this.#after) return;
    this.entries.push(tradeReportOf(this.sequence, order, tradeId, price, quantity, isMaker));
  }

  #report(execType: ExecType, order: OrderRecord, reason: CancelReason | undefined): void {
    if (this.sequence > this.#after) this.entries.push(reportOf(this.sequence, execType, order, reason));
  }

  #forgetIfClosed(order: OrderRecord): void {
    if (order.leavesQuantity === 0) this.#orders.delete(order.orderId);
  }

  #order(orderId: number): OrderRecord {
    const order = this.#orders.get(orderId);
    if (order === undefined) throw new Error(`event ${this.sequence} is about order ${orderId}, not open`);
    return order;
  }
}
