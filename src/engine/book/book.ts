import type { Instrument } from '../../domain/instrument.ts';
import { Side } from '../../domain/order.ts';
import { BookSide } from './book-side.ts';
import type { IdleWindows } from './idle-windows.ts';
import type { RestingOrders } from './resting-orders.ts';

/**
 * The resting orders of one instrument. Its sides are independent of each other, so it can hold orders that cross.
 */
export class Book {
  readonly instrument: Instrument;
  readonly instrumentId: number = 0;
  /** Index of the book in the engine's list. */
  readonly index: number = 0;
  readonly bids: BookSide;
  readonly asks: BookSide;
  /** By number of the side. The processor cannot predict the side of an order, so a branch would cost more than a look-up. */
  readonly sides: readonly BookSide[];

  constructor(instrument: Instrument, index: number, orders: RestingOrders, idle: IdleWindows) {
    this.instrument = instrument;
    this.instrumentId = instrument.instrumentId;
    this.index = index;
    this.bids = new BookSide(Side.Buy, this, orders, idle);
    this.asks = new BookSide(Side.Sell, this, orders, idle);
    this.bids.opposite = this.asks;
    this.asks.opposite = this.bids;
    this.sides = [this.bids, this.bids, this.asks];
  }

  side(side: Side): BookSide {
    return this.sides[side] as BookSide;
  }

  /** Bids from best to worst, then asks from best to worst, and by time at one price. */
  visit(order: (slot: number, side: Side) => void): void {
    this.bids.visit(order);
    this.asks.visit(order);
  }
}
