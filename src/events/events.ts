import type { ImportedPosition } from '../domain/imported-position.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { CancelReason, Side } from '../domain/order.ts';
import type { Order } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { Party } from '../domain/party.ts';
import type { Trade } from '../domain/trade.ts';

/**
 * One record type for each kind of event, with the name and the fields of its message in `journal.proto`.
 *
 * A record is valid during the call that passes it: the next event of its kind may reuse the object. Its terms, instrument,
 * party, order, trade or position are immutable and may be kept.
 */

/** An order came in. It is not in the book yet. */
export interface OrderAccepted {
  readonly orderId: number;
  readonly terms: OrderTerms;
}

/** The open part of an order entered the book, behind the orders at its price. */
export interface OrderRested {
  readonly orderId: number;
  readonly instrumentId: number;
  readonly side: Side;
  readonly price: number;
  readonly leavesQuantity: number;
}

/** Two orders traded at the maker's price. A maker with 0 leaves is out of the book. */
export type OrderTraded = Omit<Trade, 'transactTimeNs'>;

/** The open part of an order is canceled. */
export interface OrderCanceled {
  readonly orderId: number;
  readonly instrumentId: number;
  readonly partyNumber: number;
  readonly side: Side;
  readonly price: number;
  readonly canceledQuantity: number;
  readonly reason: CancelReason;
  /** Whether the order was in the book. False for the remainder of an incoming order. */
  readonly wasResting: boolean;
}

/**
 * A resting order was changed. With `priorityKept` it keeps its place. Otherwise it has left the book, and trades and rests
 * next. With 0 leaves it is closed.
 */
export interface OrderAmended {
  readonly orderId: number;
  readonly instrumentId: number;
  readonly partyNumber: number;
  readonly side: Side;
  readonly oldPrice: number;
  readonly oldLeavesQuantity: number;
  readonly price: number;
  readonly leavesQuantity: number;
  readonly priorityKept: boolean;
}

export interface InstrumentCreated {
  readonly instrument: Instrument;
}

export interface PartyCreated {
  readonly party: Party;
}

/** Whether a party may log in. */
export interface PartyStatusChanged {
  readonly partyNumber: number;
  readonly isDisabled: boolean;
}

/** Data of another exchange follows, which had assigned ids up to these. Only as the first event of a journal. */
export interface ImportBegun {
  readonly lastOrderId: number;
  readonly lastTradeId: number;
}

/** An order of the other exchange. Open orders come in time priority, closed ones in the order in which they closed. */
export interface OrderImported {
  readonly order: Order;
}

/** A trade of the other exchange, in order of id, for the history: its effect is in the imported orders and positions. */
export interface TradeImported {
  readonly trade: Trade;
}

/** The position of a party in one instrument on the other exchange. */
export interface PositionImported {
  readonly position: ImportedPosition;
}

/** An administrator advanced the clock of the exchange to this time. */
export interface ClockAdvanced {
  /** Also the time of the frame: nanoseconds since 1970-01-01 UTC. */
  readonly timeNs: bigint;
}

/** Every kind of event, by its name in `journal.proto`. */
export interface EventRecords {
  orderAccepted: OrderAccepted;
  orderRested: OrderRested;
  orderTraded: OrderTraded;
  orderCanceled: OrderCanceled;
  orderAmended: OrderAmended;
  instrumentCreated: InstrumentCreated;
  partyCreated: PartyCreated;
  partyStatusChanged: PartyStatusChanged;
  importBegun: ImportBegun;
  orderImported: OrderImported;
  tradeImported: TradeImported;
  positionImported: PositionImported;
  clockAdvanced: ClockAdvanced;
}

export type EventKind = keyof EventRecords;
