import type { Instrument } from './instrument.ts';
import type { CancelReason, OrderStatus, Side } from './order.ts';
import type { OrderTerms } from './order-terms.ts';
import type { Party, PartyProfile } from './party.ts';
import type { Refusal } from './refusal.ts';

/** Identifies an order of the caller, by order id or by client order id. */
export type OrderReference = { readonly orderId: number } | { readonly clientOrderId: string };

export interface PlaceOrder {
  readonly kind: 'place';
  readonly terms: OrderTerms;
}

export interface AmendOrder {
  readonly kind: 'amend';
  readonly partyNumber: number;
  readonly order: OrderReference;
  /** Undefined for no change. */
  readonly price: number | undefined;
  /** New total, including the filled quantity. Undefined for no change. */
  readonly quantity: number | undefined;
}

export interface CancelOrder {
  readonly kind: 'cancel';
  readonly partyNumber: number;
  readonly order: OrderReference;
}

/** Cancels the open orders of the party, or a part of them. */
export interface CancelAllOrders {
  readonly kind: 'cancelAll';
  readonly partyNumber: number;
  /** Only orders of this instrument; 0 for all. */
  readonly instrumentId: number;
  /** Only orders of this side; undefined for both. */
  readonly side: Side | undefined;
}

export interface CreateInstrument {
  readonly kind: 'createInstrument';
  /** Party number of the administrator; 0 for the exchange itself. */
  readonly partyNumber: number;
  /** With `instrumentId` 0, the exchange chooses a free id. */
  readonly instrument: Instrument;
}

export interface CreateParty extends PartyProfile {
  readonly kind: 'createParty';
  /** Party number of the administrator; 0 for the exchange itself. */
  readonly partyNumber: number;
}

/** Disables or enables a party. */
export interface SetPartyStatus {
  readonly kind: 'setPartyStatus';
  /** Party number of the administrator; 0 for the exchange itself. */
  readonly partyNumber: number;
  readonly partyId: string;
  readonly isDisabled: boolean;
}

/** The clock is manual, and goes forward. */
export interface AdvanceClock {
  readonly kind: 'advanceClock';
  /** Of the administrator. */
  readonly partyNumber: number;
  /** In nanoseconds; a time is counted from 1970-01-01 UTC. */
  readonly to: { readonly timeNs: bigint } | { readonly durationNs: bigint };
}

/** The exchange itself cancels the orders that are due. */
export interface ExpireOrders {
  readonly kind: 'expireOrders';
  readonly partyNumber: 0;
}

export type OrderCommand = PlaceOrder | AmendOrder | CancelOrder | CancelAllOrders;
export type Command =
  | OrderCommand
  | CreateInstrument
  | CreateParty
  | SetPartyStatus
  | AdvanceClock
  | ExpireOrders;

/** The party that sends a command; 0 for the exchange itself. */
export function senderOf(command: Command): number {
  return command.kind === 'place' ? command.terms.partyNumber : command.partyNumber;
}

export interface Fill {
  readonly tradeId: number;
  readonly price: number;
  readonly quantity: number;
  readonly makerOrderId: number;
  readonly makerPartyNumber: number;
  /** Open quantity of the maker after this trade. */
  readonly makerLeavesQuantity: number;
}

/** The common part of all answers about an order. */
interface OrderReply {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly orderStatus: OrderStatus;
  readonly cumQuantity: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly transactTimeNs: bigint;
  /** Sequence of the last event of the command. */
  readonly sequence: number;
}

/** The trades of a command. */
interface Trades {
  /** The first trades, up to a maximum. */
  readonly fills: readonly Fill[];
  /** Number of all trades. */
  readonly fillCount: number;
}

export interface Placed extends OrderReply, Trades {
  readonly kind: 'placed';
  readonly leavesQuantity: number;
  readonly canceledQuantity: number;
  /** Undefined when nothing was canceled. */
  readonly cancelReason: CancelReason | undefined;
  /**
   * Whether an earlier command placed the order. Then the reply has its state after the event `sequence`, and
   * `transactTimeNs` is the time of its acceptance.
   */
  readonly isRepeat: boolean;
}

export interface Amended extends OrderReply, Trades {
  readonly kind: 'amended';
  readonly price: number;
  readonly quantity: number;
  readonly leavesQuantity: number;
  /** Not 0 only for a post-only order that would have traded. */
  readonly canceledQuantity: number;
  readonly cancelReason: CancelReason | undefined;
  readonly priorityKept: boolean;
}

export interface Canceled extends OrderReply {
  readonly kind: 'canceled';
  readonly canceledQuantity: number;
}

export interface AllCanceled {
  readonly kind: 'allCanceled';
  readonly canceledOrderCount: number;
  /** Of the command: nanoseconds since 1970-01-01 UTC. */
  readonly transactTimeNs: bigint;
  /** Sequence of the last event of the command, or before it if it canceled nothing. */
  readonly sequence: number;
}

export interface InstrumentCreated {
  readonly kind: 'instrumentCreated';
  readonly instrument: Instrument;
}

export interface PartyCreated {
  readonly kind: 'partyCreated';
  readonly party: Party;
}

export interface PartyStatusSet {
  readonly kind: 'partyStatusSet';
  readonly party: Party;
}

export interface ClockAdvanced {
  readonly kind: 'clockAdvanced';
  /** The time now: nanoseconds since 1970-01-01 UTC. */
  readonly timeNs: bigint;
  /** The last event that the command caused. */
  readonly sequence: number;
}

export interface OrdersExpired {
  readonly kind: 'ordersExpired';
  /** The last event. */
  readonly sequence: number;
}

export type Reply =
  | Placed
  | Amended
  | Canceled
  | AllCanceled
  | InstrumentCreated
  | PartyCreated
  | PartyStatusSet
  | ClockAdvanced
  | OrdersExpired
  | Refusal;
