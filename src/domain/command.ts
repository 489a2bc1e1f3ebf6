import type { Instrument } from './instrument.ts';
import type { CancelReason, OrderStatus } from './order.ts';
import type { OrderTerms } from './order-terms.ts';
import type { Party, PartyProfile } from './party.ts';
import type { Refusal } from './refusal.ts';

/** An order of the caller, by the id of the exchange or by the caller's own. */
export type OrderReference = { readonly orderId: number } | { readonly clientOrderId: string };

export interface PlaceOrder {
  readonly kind: 'place';
  readonly terms: OrderTerms;
}

export interface AmendOrder {
  readonly kind: 'amend';
  readonly partyNumber: number;
  readonly order: OrderReference;
  /** Stays as it is when undefined. */
  readonly price: number | undefined;
  /** New total, what has traded included; stays as it is when undefined. */
  readonly quantity: number | undefined;
}

export interface CancelOrder {
  readonly kind: 'cancel';
  readonly partyNumber: number;
  readonly order: OrderReference;
}

export interface CreateInstrument {
  readonly kind: 'createInstrument';
  /** Of the administrator; 0 for the exchange itself. */
  readonly partyNumber: number;
  /** `instrumentId` 0 takes a number that is free. */
  readonly instrument: Instrument;
}

export interface CreateParty extends PartyProfile {
  readonly kind: 'createParty';
  /** Of the administrator; 0 for the exchange itself. */
  readonly partyNumber: number;
}

/** A party may log in, or no longer. */
export interface SetPartyStatus {
  readonly kind: 'setPartyStatus';
  /** Of the administrator; 0 for the exchange itself. */
  readonly partyNumber: number;
  readonly partyId: string;
  readonly isDisabled: boolean;
}

export type OrderCommand = PlaceOrder | AmendOrder | CancelOrder;
export type Command = OrderCommand | CreateInstrument | CreateParty | SetPartyStatus;

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
  /** What the maker still had open after this trade. */
  readonly makerLeavesQuantity: number;
}

/** The part that all answers about an order share. */
interface OrderReply {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly orderStatus: OrderStatus;
  readonly cumQuantity: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly transactTimeNs: bigint;
  /** The last event that the command caused. */
  readonly sequence: number;
}

/** The trades of a command. */
interface Trades {
  /** The first of them. */
  readonly fills: readonly Fill[];
  /** All of them. */
  readonly fillCount: number;
}

export interface Placed extends OrderReply, Trades {
  readonly kind: 'placed';
  readonly leavesQuantity: number;
  readonly canceledQuantity: number;
  /** Undefined when nothing was canceled, and in a repeat. */
  readonly cancelReason: CancelReason | undefined;
  /** The order was placed before. The reply has it as it stood after the event `sequence`; `transactTimeNs` is when it was accepted. */
  readonly isRepeat: boolean;
}

export interface Amended extends OrderReply, Trades {
  readonly kind: 'amended';
  readonly price: number;
  readonly quantity: number;
  readonly leavesQuantity: number;
  readonly priorityKept: boolean;
}

export interface Canceled extends OrderReply {
  readonly kind: 'canceled';
  readonly canceledQuantity: number;
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

export type Reply = Placed | Amended | Canceled | InstrumentCreated | PartyCreated | PartyStatusSet | Refusal;
