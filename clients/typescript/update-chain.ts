import type { MarketDataUpdate } from '../../gen/redleaf/v1/market_data_service_pb.ts';

/** Checks each update of a subscription against the previous one. */
export class UpdateChain {
  /** Sequence of the last update, by instrument. */
  readonly #last = new Map<number, bigint>();
  #newest = 0n;

  /** Whether no update is missing before this one. */
  accept({ instrumentId, isSnapshot, previousSequence, sequence, update }: MarketDataUpdate): boolean {
    if (update.case === 'heartbeat') return sequence === this.#newest;
    if (!isSnapshot && this.#last.get(instrumentId) !== previousSequence) return false;
    this.#last.set(instrumentId, sequence);
    if (sequence > this.#newest) this.#newest = sequence;
    return true;
  }
}
