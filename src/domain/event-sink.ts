import type { ImportedPosition } from './imported-position.ts';
import type { Instrument } from './instrument.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from './order.ts';
import type { OrderSnapshot } from './order-snapshot.ts';
import type { Party } from './party.ts';
import type { Trade } from './trade.ts';

/**
 * What happened, as calls with plain numbers: matching allocates nothing, and the same
 * code feeds the journal, a read model, a test or a benchmark. Live and in replay the
 * calls are the same, one for each event, in order.
 *
 * The calls of one command come in a fixed order: `accepted`, or `amended` without
 * priority; then `traded` for each trade; then `rested`, or `canceled` for a remainder
 * that may not rest, or nothing when all of it has traded. `amended` that kept priority or
 * closed the order, and `canceled` of a resting order, come alone.
 */
export interface EventSink {
  instrumentCreated(instrument: Instrument): void;

  partyCreated(party: Party): void;

  /** Whether a party may log in. */
  partyStatusChanged(partyNumber: number, isDisabled: boolean): void;

  /** An order came in. It is not in the book yet. */
  accepted(
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

  /** What an order left open entered the book, behind the orders at its price. */
  rested(orderId: number, instrumentId: number, side: Side, price: number, leaves: number): void;

  /** Two orders traded at the maker's price. A maker that leaves 0 is out of the book. */
  traded(
    tradeId: number,
    instrumentId: number,
    price: number,
    quantity: number,
    aggressorSide: Side,
    makerOrderId: number,
    makerPartyNumber: number,
    makerLeaves: number,
    takerOrderId: number,
    takerPartyNumber: number,
    takerLeaves: number,
  ): void;

  /** What an order left open is canceled; it was in the book if `wasResting`. */
  canceled(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    price: number,
    canceledQuantity: number,
    reason: CancelReason,
    wasResting: boolean,
  ): void;

  /**
   * A resting order was changed. With `priorityKept` it stays where it is. Else it has left
   * the book, and trades and rests next; `leaves` 0 means that it is closed.
   */
  amended(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    oldPrice: number,
    oldLeaves: number,
    price: number,
    leaves: number,
    priorityKept: boolean,
  ): void;

  /**
   * What follows was brought over from another exchange, which had given out these ids. Always the first event of a
   * journal, and in no other place.
   */
  importBegun(lastOrderId: number, lastTradeId: number): void;

  /**
   * An order from there. Open ones come in order of time priority, each behind those at its price; closed ones the longest
   * closed first.
   */
  orderImported(order: OrderSnapshot): void;

  /**
   * A trade from there, in order of id. What it came to is in the orders and positions that are imported: this is for those who
   * list what happened.
   */
  tradeImported(trade: Trade): void;

  /** What a party had traded there, in one instrument. */
  positionImported(position: ImportedPosition): void;
}

/** An event sink that is told when things happened: every consumer of the journal. */
export interface TimedEventSink extends EventSink {
  /**
   * The next call is the event with this sequence, at this time (nanoseconds since
   * 1970-01-01 UTC). Comes before every event.
   */
  at(sequence: number, timeNs: bigint): void;
}
