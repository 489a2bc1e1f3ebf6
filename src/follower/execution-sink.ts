import type { Order } from '../domain/order-progress.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderTraded,
} from '../events/events.ts';
import { ExecType, type ExecutionRecord, executionOf, fillOf } from '../feeds/execution.ts';
import { OrderStore, progressOfNew } from '../feeds/order-store.ts';
import { tradeOf } from '../feeds/trade.ts';
import { EntrySink } from './entry-sink.ts';

/** Execution reports of one party. It has the orders that the party has open at that point of the journal. */
export class ExecutionSink extends EntrySink<ExecutionRecord> {
  readonly partyNumber: number;
  readonly #after: number;
  #orders = new OrderStore();

  /** @param after events up to this one are not reported: they only change orders. */
  constructor(partyNumber: number, after: number) {
    super(0);
    this.partyNumber = partyNumber;
    this.#after = after;
  }

  /** Forgets everything: the orders that are restored next are those after this event. */
  restored(sequence: number): void {
    this.#orders = new OrderStore();
    this.moveTo(sequence);
  }

  restoreOpenOrder({ orderId, terms, progress }: Order): void {
    this.#orders.add(orderId, terms, progress);
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    const frame = this.frameOfTaken();
    if (frame === undefined || terms.partyNumber !== this.partyNumber) return;
    const place = this.#orders.add(orderId, terms, progressOfNew(terms, frame.timeNs));
    this.#report(executionOf(this.#orders.at(place), frame.sequence, ExecType.New));
  }

  /** The taker's report comes first, as in the stream. */
  orderTraded(event: OrderTraded): void {
    const frame = this.frameOfTaken();
    const isTaker = event.takerPartyNumber === this.partyNumber;
    const isMaker = event.makerPartyNumber === this.partyNumber;
    if (frame === undefined || !(isTaker || isMaker)) return;
    const trade = tradeOf(event, frame.sequence, frame.timeNs);
    const fillOrder = (orderId: number, leavesQuantity: number) => {
      const place = this.#orders.placeOfOpen(orderId);
      this.#orders.fill(place, event, leavesQuantity, frame.timeNs);
      this.#report(fillOf(this.#changed(place), trade));
    };
    if (isTaker) fillOrder(event.takerOrderId, event.takerLeavesQuantity);
    if (isMaker) fillOrder(event.makerOrderId, event.makerLeavesQuantity);
  }

  orderCanceled({ orderId, partyNumber, reason }: OrderCanceled): void {
    const frame = this.frameOfTaken();
    if (frame === undefined || partyNumber !== this.partyNumber) return;
    const place = this.#orders.placeOfOpen(orderId);
    this.#orders.cancel(place, reason, frame.timeNs);
    this.#report(executionOf(this.#changed(place), frame.sequence, ExecType.Canceled, reason));
  }

  orderAmended(event: OrderAmended): void {
    const frame = this.frameOfTaken();
    if (frame === undefined || event.partyNumber !== this.partyNumber) return;
    const place = this.#orders.placeOfOpen(event.orderId);
    this.#orders.amend(place, event, frame.timeNs);
    this.#report(executionOf(this.#changed(place), frame.sequence, ExecType.Replaced));
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

  /** The order as it stands after an event. A closed one is forgotten. */
  #changed(place: number): Order {
    const order = this.#orders.at(place);
    if (order.progress.leavesQuantity === 0) this.#orders.remove(place);
    return order;
  }
}
