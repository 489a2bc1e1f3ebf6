import type { EventSink, TimedEventSink } from '../domain/event-sink.ts';
import { EventTee, TimedEventTee } from '../domain/event-tee.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Side } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';
import { Engine } from '../engine/engine.ts';
import type { MatchingEngine } from '../engine/matching-engine.ts';
import { ClientOrderIds } from './client-order-ids.ts';
import { Listings } from './listings.ts';
import { ReplyCollector } from './reply-collector.ts';

/** An order of a snapshot, as far as deciding on commands needs it. */
interface RestoredOrder {
  readonly orderId: number;
  readonly instrumentId: number;
  readonly partyNumber: number;
  readonly side: Side;
  readonly price: number;
  readonly leavesQuantity: number;
  readonly cumQuantity: number;
}

/**
 * All that deciding on a command needs: the books, who and what is listed, and which names are
 * taken. It runs ahead of the disk; like every view it is a fold of the journal's events.
 */
export class ExchangeState {
  readonly listings = new Listings();
  readonly clientOrderIds: ClientOrderIds;
  readonly reply = new ReplyCollector();
  readonly engine: MatchingEngine;
  /** Takes events of the past. */
  readonly fold: TimedEventSink;

  /**
   * @param output receives the events of new commands.
   * @param retainedClientOrderIds how many closed orders of each party keep their names.
   */
  constructor(output: EventSink, retainedClientOrderIds?: number) {
    this.clientOrderIds = new ClientOrderIds(retainedClientOrderIds);
    this.engine = new Engine(new EventTee([output, this.reply, this.listings, this.clientOrderIds]));
    this.fold = new TimedEventTee([this.clientOrderIds], [this.engine.fold, this.listings]);
  }

  /** A command begins that changes something: its first event, and its time. */
  begin(sequence: number, timeNs: bigint): void {
    this.reply.begin();
    this.clientOrderIds.at(sequence, timeNs);
  }

  restoreInstrument(instrument: Instrument): void {
    this.fold.instrumentCreated(instrument);
  }

  restoreParty(party: Party): void {
    this.fold.partyCreated(party);
  }

  /** Orders come in order of time priority. */
  restoreOpenOrder(order: RestoredOrder): void {
    const { orderId, instrumentId, partyNumber, side, price, leavesQuantity, cumQuantity } = order;
    this.engine.restoreOrder(orderId, instrumentId, partyNumber, side, price, leavesQuantity, cumQuantity);
  }
}
