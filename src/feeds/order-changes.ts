import type { Order, OrderProgress } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { OrderAmended, OrderTraded } from '../events/events.ts';

/**
 * An order that events change in place. Hundreds of thousands are kept, so its progress is no object of its own: it becomes one when it
 * is read.
 */
export class ChangingOrder implements Order {
  readonly orderId: number;
  /** Of two open orders at the same price, the one with the lower number trades first. */
  priority = 0;
  #terms: OrderTerms;
  #leavesQuantity: number;
  #cumQuantity: number;
  #canceledQuantity: number;
  #notional: bigint;
  readonly #acceptTimeNs: bigint;
  #transactTimeNs: bigint;

  constructor(orderId: number, terms: OrderTerms, progress: OrderProgress) {
    this.orderId = orderId;
    this.#terms = terms;
    this.#leavesQuantity = progress.leavesQuantity;
    this.#cumQuantity = progress.cumQuantity;
    this.#canceledQuantity = progress.canceledQuantity;
    this.#notional = progress.notional;
    this.#acceptTimeNs = progress.acceptTimeNs;
    this.#transactTimeNs = progress.transactTimeNs;
  }

  get terms(): OrderTerms {
    return this.#terms;
  }

  /** As it is now: it does not change with the order. */
  get progress(): OrderProgress {
    return {
      leavesQuantity: this.#leavesQuantity,
      cumQuantity: this.#cumQuantity,
      canceledQuantity: this.#canceledQuantity,
      notional: this.#notional,
      acceptTimeNs: this.#acceptTimeNs,
      transactTimeNs: this.#transactTimeNs,
    };
  }

  get isOpen(): boolean {
    return this.#leavesQuantity > 0;
  }

  /** @param notional price × quantity of the trade. */
  fill(trade: OrderTraded, leavesQuantity: number, timeNs: bigint, notional: bigint): void {
    this.#leavesQuantity = leavesQuantity;
    this.#cumQuantity += trade.quantity;
    this.#notional += notional;
    this.#transactTimeNs = timeNs;
  }

  /** Cancels all that is open. */
  cancel(timeNs: bigint): void {
    this.#canceledQuantity += this.#leavesQuantity;
    this.#leavesQuantity = 0;
    this.#transactTimeNs = timeNs;
  }

  amend({ price, leavesQuantity }: OrderAmended, timeNs: bigint): void {
    this.#terms = { ...this.#terms, price, quantity: this.#cumQuantity + leavesQuantity };
    this.#leavesQuantity = leavesQuantity;
    this.#transactTimeNs = timeNs;
  }
}

/** The progress of an order that just came in. */
export function progressOfNew({ quantity }: OrderTerms, timeNs: bigint): OrderProgress {
  return {
    leavesQuantity: quantity,
    cumQuantity: 0,
    canceledQuantity: 0,
    notional: 0n,
    acceptTimeNs: timeNs,
    transactTimeNs: timeNs,
  };
}
