import type { Order } from '../domain/order-progress.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderTraded,
} from '../events/events.ts';
import { ExecType, type ExecutionRecord, executionOf, fillOf } from '../feeds/execution.ts';
import { ChangingOrder, progressOfNew } from '../feeds/order-changes.ts';
import { tradeOf } from '../feeds/trade.ts';
import { EntrySink } from './entry-sink.ts';

/** Execution reports of one party. It has the orders that the party has open at that point of the journal. */
export class ExecutionSink extends EntrySink<ExecutionRecord> {
  readonly partyNumber: number;
  readonly #after: number;
  readonly #orders = new Map<number, ChangingOrder>();

  /** @param after events up to this one are not reported: they only change orders. */
  constructor(partyNumber: number, after: number) {
    super(0);
    this.partyNumber = partyNumber;
    this.#after = after;
  }

  /** Forgets everything: the orders that are restored next are those after this event. */
  restored(sequence: number): void {
    this.#orders.clear();
    this.moveTo(sequence);
  }

  restoreOpenOrder({ orderId, terms, progress }: Order): void {
    this.#orders.set(orderId, new ChangingOrder(orderId, terms, progress));
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    const frame = this.frameOfTaken();
    if (frame === undefined || terms.partyNumber !== this.partyNumber) return;
    const order = new ChangingOrder(orderId, terms, progressOfNew(terms, frame.timeNs));
    this.#orders.set(orderId, order);
    this.#report(executionOf(order, frame.sequence, ExecType.New));
  }

  /** The taker's report comes first, as in the stream. */
  orderTraded(event: OrderTraded): void {
    const frame = this.frameOfTaken();
    const isTaker = event.takerPartyNumber === this.partyNumber;
    const isMaker = event.makerPartyNumber === this.partyNumber;
    if (frame === undefined || !(isTaker || isMaker)) return;
    const trade = tradeOf(event, frame.sequence, frame.timeNs);
    const notional = BigInt(event.price) * BigInt(event.quantity);
    const fillOrder = (orderId: number, leavesQuantity: number) => {
      const order = this.#order(orderId);
      order.fill(event, leavesQuantity, frame.timeNs, notional);
      this.#forgetIfClosed(order);
      this.#report(fillOf(order, trade));
    };
    if (isTaker) fillOrder(event.takerOrderId, event.takerLeavesQuantity);
    if (isMaker) fillOrder(event.makerOrderId, event.makerLeavesQuantity);
  }

  orderCanceled({ orderId, partyNumber, reason }: OrderCanceled): void {
    const frame = this.frameOfTaken();
    if (frame === undefined || partyNumber !== this.partyNumber) return;
    const order = this.#order(orderId);
    order.cancel(frame.timeNs);
    this.#forgetIfClosed(order);
    this.#report(executionOf(order, frame.sequence, ExecType.Canceled, reason));
  }

  orderAmended(event: OrderAmended): void {
    const frame = this.frameOfTaken();
    if (frame === undefined || event.partyNumber !== this.partyNumber) return;
    const order = this.#order(event.orderId);
    order.amend(event, frame.timeNs);
    this.#forgetIfClosed(order);
    this.#report(executionOf(order, frame.sequence, ExecType.Replaced));
  }

  /** Not reported, as in the stream: it did not happen here. */
  orderImported({ order }: OrderImported): void {
    const frame = this.frameOfTaken();
    if (frame === undefined || order.terms.partyNumber !== this.partyNumber) return;
    if (order.progress.leavesQuantity > 0) this.restoreOpenOrder(order);
  }

  #report(execution: ExecutionRecord): void {
    if (execution.sequence > this.#after) this.entries.push(execution);
  }

  #forgetIfClosed({ orderId, isOpen }: ChangingOrder): void {
    if (!isOpen) this.#orders.delete(orderId);
  }

  #order(orderId: number): ChangingOrder {
    const order = this.#orders.get(orderId);
    if (order === undefined) throw new Error(`event ${this.position} is about order ${orderId}, not open`);
    return order;
  }
}
