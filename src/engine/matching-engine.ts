import type { EventSink } from '../domain/event-sink.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';
import type { StateVisitor } from './state-visitor.ts';

/**
 * Price-time priority matching of every instrument of the exchange. Each command changes
 * the state and tells its event sink what happened, synchronously and in order.
 *
 * Callers check bounds, ticks, lots and ownership first. A command that breaks such a
 * precondition is a programmer's mistake: it throws before it has changed anything.
 */
export interface MatchingEngine {
  /** The highest order id that was ever placed; 0 at first. */
  readonly lastOrderId: number;
  /** The id of the last trade; 0 at first, and then counting up by one. */
  readonly lastTradeId: number;
  /** Resting orders, all instruments and parties. */
  readonly openOrders: number;
  openOrdersOf(partyNumber: number): number;

  createInstrument(instrument: Instrument): void;
  /** Party numbers count up from 1 without gaps. */
  createParty(party: Party): void;
  /** Matching does not ask for it: who may not log in sends nothing. */
  setPartyStatus(partyNumber: number, isDisabled: boolean): void;

  /**
   * Order ids ascend; gaps are fine. `price` is 0 for a market order. What a limit order
   * that is good till canceled leaves open rests; any other remainder is canceled.
   */
  place(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    price: number,
    quantity: number,
    clientOrderId: string,
  ): void;

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
   * Applies events of the past: the same state as the commands that caused them, without
   * matching and without telling the event sink. Throws `InconsistentEventError` at an event
   * that cannot have happened in this state.
   */
  readonly fold: EventSink;

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
