import { fanOut } from '../events/fan-out.ts';
import type { FrameConsumer } from '../events/frame.ts';
import type { ExchangeState } from '../exchange/exchange-state.ts';
import { hashesOf, type StateHashes } from '../exchange/state-hash.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import type { Beginning, StoredBatch } from '../journal/journal.ts';

/** The result of replaying a whole journal. */
export interface JournalTotals {
  /** The history that the journal holds. */
  readonly epoch: number;
  /** SHA-256 of the state at the end of the journal. */
  readonly stateHash: string;
  /** SHA-256 of the client order ids that are taken there. */
  readonly clientOrderIdsHash: string;
  /** 1, or more if older events were archived. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Time of the last event: nanoseconds since 1970-01-01 UTC; 0 while there is none. */
  readonly lastTimeNs: bigint;
  readonly batches: number;
  /** Orders that the journal accepted. */
  readonly orders: number;
  readonly openOrders: number;
  readonly trades: number;
  readonly instruments: number;
  readonly parties: number;
}

interface Begins {
  readonly epoch: number;
  readonly beginning: Beginning | undefined;
}

class OrderCount implements FrameConsumer {
  orders = 0;

  orderAccepted(): void {
    this.orders += 1;
  }
}

/** Replays a journal batch by batch, from its beginning. */
export class JournalFold {
  readonly #epoch: number;
  readonly #state: ExchangeState;
  readonly #count = new OrderCount();
  readonly #sink: FrameConsumer;
  readonly #firstSequence: number;
  #batches = 0;
  #lastSequence: number;
  #lastTimeNs: bigint;

  /** @param state the state before the first event: see `restoreBeginning`. */
  constructor({ epoch, beginning }: Begins, state: ExchangeState) {
    this.#epoch = epoch;
    this.#state = state;
    this.#sink = fanOut(state.fold, this.#count);
    this.#lastSequence = beginning?.afterSequence ?? 0;
    this.#firstSequence = this.#lastSequence + 1;
    this.#lastTimeNs = beginning?.timeNs ?? 0n;
  }

  /** @throws DamagedError if the bytes are not frames. */
  add({ bytes }: StoredBatch): void {
    const { lastSequence, lastTimeNs } = decodeBatch(bytes, this.#sink);
    this.#batches += 1;
    this.#lastSequence = lastSequence;
    this.#lastTimeNs = lastTimeNs;
  }

  /** Hashes of the current state. */
  hashes(): StateHashes {
    return hashesOf(this.#state);
  }

  totals(): JournalTotals {
    const { engine, directory } = this.#state;
    const { market, clientOrderIds } = this.hashes();
    return {
      stateHash: market,
      clientOrderIdsHash: clientOrderIds,
      epoch: this.#epoch,
      firstSequence: this.#firstSequence,
      lastSequence: this.#lastSequence,
      lastTimeNs: this.#lastTimeNs,
      batches: this.#batches,
      orders: this.#count.orders,
      openOrders: engine.openOrders,
      trades: engine.lastTradeId,
      instruments: directory.instrumentCount,
      parties: directory.partyCount,
    };
  }
}
