import { TimedEventTee } from '../domain/event-tee.ts';
import { QuietSink } from '../domain/quiet-sink.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import { hashesOf, type StateHashes, stateHash } from '../exchange/state-hash.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import type { StoredBatch } from '../journal/journal.ts';

/** What a whole journal comes to. */
export interface JournalTotals {
  /** Which history it is. */
  readonly epoch: number;
  /** SHA-256 of the state where the journal ends. */
  readonly stateHash: string;
  readonly lastSequence: number;
  /** Time of the last event: nanoseconds since 1970-01-01 UTC; 0 while there is none. */
  readonly lastTimeNs: bigint;
  readonly batches: number;
  readonly orders: number;
  readonly openOrders: number;
  readonly trades: number;
  readonly instruments: number;
  readonly parties: number;
}

class OrderCount extends QuietSink {
  orders = 0;

  override accepted(): void {
    this.orders += 1;
  }
}

/** Replays a journal batch by batch, from its first event. */
export class JournalFold {
  readonly #epoch: number;
  readonly #state = new ExchangeState(new QuietSink());
  readonly #count = new OrderCount();
  readonly #sink = new TimedEventTee([this.#state.fold], [this.#count]);
  #batches = 0;
  #lastSequence = 0;
  #lastTimeNs = 0n;

  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  /** @throws DamagedError when it does not hold events. */
  add({ bytes }: StoredBatch): void {
    const { lastSequence, lastTimeNs } = decodeBatch(bytes, this.#sink);
    this.#batches += 1;
    this.#lastSequence = lastSequence;
    this.#lastTimeNs = lastTimeNs;
  }

  /** Of the state so far. */
  hashes(): StateHashes {
    return hashesOf(this.#state);
  }

  totals(): JournalTotals {
    const { engine, listings } = this.#state;
    return {
      stateHash: stateHash(engine),
      epoch: this.#epoch,
      lastSequence: this.#lastSequence,
      lastTimeNs: this.#lastTimeNs,
      batches: this.#batches,
      orders: this.#count.orders,
      openOrders: engine.openOrders,
      trades: engine.lastTradeId,
      instruments: listings.instrumentCount,
      parties: listings.partyCount,
    };
  }
}
