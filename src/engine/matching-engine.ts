import type { Instrument } from '../domain/instrument.ts';
import type { Side } from '../domain/order.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { Party } from '../domain/party.ts';
import type { FrameConsumer } from '../events/frame.ts';
import type { StateVisitor } from './state-visitor.ts';

/**
 * Price-time priority matching of every instrument of the exchange. Each command changes the state and hands its events to the
 * consumer, synchronously and in order.
 *
 * Callers check bounds, ticks, lots and ownership first. A command that breaks such a precondition is a programmer's mistake: it
 * throws before it has changed anything.
 */
export interface MatchingEngine {
  /** The highest order id so far; 0 at first. */
  readonly lastOrderId: number;
  /** The id of the last trade; 0 at first, and then counting up by one. */
  readonly lastTradeId: number;
  /** Resting orders, all instruments and parties. */
  readonly openOrders: number;
  openOrdersOf(partyNumber: number): number;

  createInstrument(instrument: Instrument): void;
  /** Party numbers count up from 1 without gaps. */
  createParty(party: Party): void;
  /** Matching does not depend on it: a disabled party has no session to send commands with. */
  setPartyStatus(partyNumber: number, isDisabled: boolean): void;

  /** Order ids ascend; gaps are fine. */
  place(orderId: number, terms: OrderTerms): void;

  /**
   * Changes price and total quantity, what has traded included. Less open at the same price
   * keeps its place; anything else loses it, an unchanged order too. A total of no more than
   * what has traded closes the order. False when the order is not resting.
   */
  amend(orderId: number, price: number, quantity: number): boolean;

  /** Enters the order again with a new open quantity, behind its new price. False when it is not resting. */
  replace(orderId: number, price: number, leaves: number): boolean;

  /** False when the order is not resting. */
  cancel(orderId: number): boolean;

  /** The party that a resting order belongs to; 0, as in all that follow, when it is not resting. */
  ownerOf(orderId: number): number;
  instrumentOf(orderId: number): number;
  sideOf(orderId: number): Side | 0;
  priceOf(orderId: number): number;
  leavesOf(orderId: number): number;
  cumOf(orderId: number): number;

  /**
   * Applies frames of the past: the same state as after the commands that caused them, without matching and without new events.
   * Throws `InconsistentEventError` at an event that cannot have happened in this state.
   */
  readonly fold: FrameConsumer;

  /** Puts back an order of a snapshot, behind those at its price. Its instrument and party are there already. */
  restoreOrder(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    price: number,
    leaves: number,
    cum: number,
  ): void;
  restoreCounters(lastOrderId: number, lastTradeId: number): void;

  visitState(visitor: StateVisitor): void;
}
