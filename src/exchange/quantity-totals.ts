import type { Order } from '../domain/order-progress.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  PositionImported,
} from '../events/events.ts';
import type { FrameConsumer } from '../events/frame.ts';
import { add, type Sum, subtract, toSum } from '../market/sum.ts';

/** Largest `int64`: the API's type for sums of quantities. */
const MAX_TOTAL = 2n ** 63n - 1n;

/** The traded quantities of a party in an instrument. */
export interface QuantitiesOfPosition {
  readonly instrumentId: number;
  readonly boughtQuantity: Sum;
  readonly soldQuantity: Sum;
}

/**
 * For each instrument, the total quantity of all orders, less what was canceled: the open quantity, and the traded quantity of
 * both sides. It is an upper bound of every level, volume, position and open interest.
 */
export class QuantityTotals implements FrameConsumer {
  readonly #totals = new Map<number, Sum>();

  total(instrumentId: number): Sum {
    return this.#totals.get(instrumentId) ?? 0;
  }

  /** Whether the total may grow by this quantity. */
  hasRoom(instrumentId: number, quantity: number): boolean {
    return add(this.total(instrumentId), quantity) <= MAX_TOTAL;
  }

  /** By how much the total may grow. */
  room(instrumentId: number): Sum {
    return subtract(toSum(MAX_TOTAL), this.total(instrumentId));
  }

  orderAccepted({ terms }: OrderAccepted): void {
    this.#add(terms.instrumentId, terms.quantity);
  }

  orderCanceled({ instrumentId, canceledQuantity }: OrderCanceled): void {
    this.#add(instrumentId, -canceledQuantity);
  }

  orderAmended({ instrumentId, oldLeavesQuantity, leavesQuantity }: OrderAmended): void {
    this.#add(instrumentId, leavesQuantity - oldLeavesQuantity);
  }

  /** Adds the open quantity. What the order has traded is in the imported positions. */
  orderImported({ order }: OrderImported): void {
    this.restoreOpenOrder(order);
  }

  positionImported({ position }: PositionImported): void {
    this.restorePosition(position);
  }

  /** Adds the open quantity. What the order has traded is in the positions. */
  restoreOpenOrder({ terms, progress }: Order): void {
    this.#add(terms.instrumentId, progress.leavesQuantity);
  }

  restorePosition(position: QuantitiesOfPosition): void {
    this.#add(position.instrumentId, add(position.boughtQuantity, position.soldQuantity));
  }

  #add(instrumentId: number, quantity: Sum): void {
    this.#totals.set(instrumentId, add(this.total(instrumentId), quantity));
  }
}
