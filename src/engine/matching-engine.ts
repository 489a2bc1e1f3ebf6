import type { Instrument } from '../domain/instrument.ts';
import type { CancelReason, Side } from '../domain/order.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { Party } from '../domain/party.ts';
import type { FrameConsumer } from '../events/frame.ts';
import type { RestingOrder } from './resting-order.ts';
import type { StateVisitor } from './state-visitor.ts';

/**
 * Matching by price and time, for all instruments of the exchange. Each command changes the state and passes its events to the
 * consumer, synchronously and in order.
 *
 * Callers check bounds, ticks, lots and ownership first. A command that breaks such a precondition is a bug. It throws before
 * it changes anything.
 */
export interface MatchingEngine {
  /** Highest order id so far; 0 for none. */
  readonly lastOrderId: number;
  /** Id of the last trade; 0 for none. Ids count up by one. */
  readonly lastTradeId: number;
  /** Resting orders of all instruments and parties. */
  readonly openOrders: number;
  openOrdersOf(partyNumber: number): number;
  /** Ids of the resting orders of a party, lowest first. Looks at all resting orders of the exchange, if the party has any. */
  ordersOf(partyNumber: number): number[];

  createInstrument(instrument: Instrument): void;
  /** Party numbers count up from 1 without gaps. */
  createParty(party: Party): void;
  /** Does not affect matching: a disabled party has no session from which it could send commands. */
  setPartyStatus(partyNumber: number, isDisabled: boolean): void;

  /** Order ids ascend; gaps are fine. */
  place(orderId: number, terms: OrderTerms): void;

  /**
   * Changes the price and the total quantity, which includes what has traded. The order keeps its place if the price stays and
   * its open quantity shrinks; otherwise it loses its place, even if nothing changes. A total up to the traded quantity closes
   * the order. False if the order is not resting.
   */
  amend(orderId: number, price: number, quantity: number): boolean;

  /** Enters the order again with a new open quantity, behind the orders at its new price. False if it is not resting. */
  replace(orderId: number, price: number, leaves: number): boolean;

  /** False if the order is not resting. */
  cancel(orderId: number, reason?: CancelReason): boolean;

  /** Party of a resting order. Like the methods below, returns 0 if the order is not resting. */
  ownerOf(orderId: number): number;
  instrumentOf(orderId: number): number;
  sideOf(orderId: number): Side | 0;
  priceOf(orderId: number): number;
  leavesOf(orderId: number): number;
  cumOf(orderId: number): number;

  /**
   * Applies frames of the past. The state is then the same as after the commands that caused them. Matching does not run, and
   * there are no new events. Throws `InconsistentEventError` at an event that is impossible in this state.
   */
  readonly fold: FrameConsumer;

  /** Restores an order of a snapshot, behind the orders at its price. Its instrument and its party must exist. */
  restoreOrder(order: RestingOrder): void;
  restoreCounters(lastOrderId: number, lastTradeId: number): void;

  visitState(visitor: StateVisitor): void;
}
