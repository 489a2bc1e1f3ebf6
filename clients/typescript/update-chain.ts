import type { MarketDataUpdate } from '../../gen/redleaf/v1/market_data_service_pb.ts';

/** The updates of one subscription, each checked against the one before. */
export class UpdateChain {
  /** Of the last update, by instrument. */
  readonly #last = new Map<number, bigint>();
  #newest = 0n;

  /** Whether nothing is missing before this one. */
  accept({ instrumentId, isSnapshot, previousSequence, sequence, update }: MarketDataUpdate): boolean {
    if (update.case === 'heartbeat') return sequence === this.#newest;
    if (!isSnapshot && this.#last.get(instrumentId) !== previousSequence) return false;
    this.#last.set(instrumentId, sequence);
    if (sequence > this.#newest) this.#newest = sequence;
    return true;
  }
}
