import type { Instrument } from '../domain/instrument.ts';
import type { Side } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';

/**
 * Is shown the whole state of an engine in its one canonical order: the counters, the
 * instruments by id, the parties by number, then for each instrument by id its bids from
 * best to worst and its asks from best to worst, first in line first. Two engines in the
 * same state make the same calls, so this is what a hash or a snapshot is taken from.
 */
export interface StateVisitor {
  counters(lastOrderId: number, lastTradeId: number): void;
  instrument(instrument: Instrument): void;
  party(party: Party): void;
  order(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    price: number,
    leaves: number,
    cum: number,
  ): void;
}
