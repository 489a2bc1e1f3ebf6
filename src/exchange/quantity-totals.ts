import type { Order } from '../domain/order-progress.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  PositionImported,
} from '../events/events.ts';
import type { FrameConsumer } from '../events/frame.ts';
import { add, type Sum } from '../market/sum.ts';

/** Sums of quantities are 64-bit integers in the API. */
const MAX_TOTAL = 2n ** 63n - 1n;

/** What a party has traded in an instrument. */
export interface QuantitiesOfPosition {
  readonly instrumentId: number;
  readonly boughtQuantity: Sum;
  readonly soldQuantity: Sum;
}

/**
 * The quantities of all orders of each instrument without what was canceled: what is open, and on both sides what has traded. No
 * level, volume, position or open interest is above it.
 */
export class QuantityTotals implements FrameConsumer {
  readonly #totals = new Map<number, Sum>();

  total(instrumentId: number): Sum {
    return this.#totals.get(instrumentId) ?? 0;
  }

  /** Whether orders may ask for so much more. */
  hasRoom(instrumentId: number, quantity: number): boolean {
    return add(this.total(instrumentId), quantity) <= MAX_TOTAL;
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

  /** What it has traded is in the imported positions. */
  orderImported({ order }: OrderImported): void {
    this.restoreOpenOrder(order);
  }

  positionImported({ position }: PositionImported): void {
    this.restorePosition(position);
  }

  /** What it has traded is in the positions. */
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
