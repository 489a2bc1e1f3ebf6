import type { Instrument } from '../domain/instrument.ts';
import type { Party } from '../domain/party.ts';
import type { RestingOrder } from './resting-order.ts';

/**
 * Visits the whole state of an engine in canonical order: counters, instruments by id, parties by number. Then, for each
 * instrument by id, bids and asks, each from best to worst, and by time at one price. Engines in the same state make the same
 * calls, so hashes are made from them.
 */
export interface StateVisitor {
  counters(lastOrderId: number, lastTradeId: number): void;
  instrument(instrument: Instrument): void;
  party(party: Party): void;
  order(order: RestingOrder): void;
}
