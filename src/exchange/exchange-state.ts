import { Directory } from '../directory/directory.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order-progress.ts';
import type { Party } from '../domain/party.ts';
import { Engine } from '../engine/engine.ts';
import type { MatchingEngine } from '../engine/matching-engine.ts';
import { fanOut } from '../events/fan-out.ts';
import type { Frame, FrameConsumer } from '../events/frame.ts';
import { ClientOrderIds } from './client-order-ids.ts';
import { Expiries } from './expiries.ts';
import { ReplyCollector } from './reply-collector.ts';

/**
 * The state that decides on commands: books, directory, client order ids, expiries. It runs ahead of the disk. Like every view, it
 * is a fold of the journal.
 */
export class ExchangeState {
  readonly directory = new Directory();
  readonly clientOrderIds: ClientOrderIds;
  readonly expiries = new Expiries();
  readonly reply = new ReplyCollector();
  readonly engine: MatchingEngine;
  /** Takes frames of the past. */
  readonly fold: FrameConsumer;
  readonly #live: FrameConsumer;

  /**
   * @param output receives the frames of new commands.
   * @param retainedClientOrderIds closed orders of each party that keep their ids.
   */
  constructor(output: FrameConsumer, retainedClientOrderIds?: number) {
    this.clientOrderIds = new ClientOrderIds(retainedClientOrderIds);
    this.#live = fanOut(output, this.reply, this.directory, this.clientOrderIds, this.expiries);
    this.engine = new Engine(this.#live);
    this.fold = fanOut(this.engine.fold, this.directory, this.clientOrderIds, this.expiries);
  }

  /** Begins a frame. It has the events that the engine causes until `end`. */
  begin(frame: Frame): void {
    this.#live.begin?.(frame);
  }

  end(frame: Frame): void {
    this.#live.end?.(frame);
  }

  advanceClock(timeNs: bigint): void {
    this.#live.clockAdvanced?.({ timeNs });
  }

  restoreInstrument(instrument: Instrument): void {
    this.fold.instrumentCreated?.({ instrument });
  }

  restoreParty(party: Party): void {
    this.fold.partyCreated?.({ party });
  }

  /** Orders come in time priority. */
  restoreOpenOrder(order: Order): void {
    const { orderId, terms, progress } = order;
    const { instrumentId, partyNumber, side, price } = terms;
    const { leavesQuantity: leaves, cumQuantity: cum } = progress;
    const isPostOnly = terms.postOnly === true;
    this.engine.restoreOrder({ orderId, instrumentId, partyNumber, side, price, leaves, cum, isPostOnly });
    this.expiries.restoreOpenOrder(order);
  }
}
