import type { EventSink } from '../domain/event-sink.ts';
import { EventTee } from '../domain/event-tee.ts';
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
  readonly clientOrderId: string;
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
  readonly clientOrderIds = new ClientOrderIds();
  readonly reply = new ReplyCollector();
  readonly engine: MatchingEngine;
  /** Takes events of the past. */
  readonly fold: EventSink;

  /** @param output is told what new commands cause. */
  constructor(output: EventSink) {
    this.engine = new Engine(new EventTee([output, this.reply, this.listings, this.clientOrderIds]));
    this.fold = new EventTee([this.engine.fold, this.listings, this.clientOrderIds]);
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
    this.clientOrderIds.add(orderId, partyNumber, order.clientOrderId);
  }

  /** Closed orders come the longest closed first. */
  restoreClosedOrder({ orderId, partyNumber, clientOrderId }: RestoredOrder): void {
    this.clientOrderIds.add(orderId, partyNumber, clientOrderId);
    this.clientOrderIds.close(orderId);
  }
}
