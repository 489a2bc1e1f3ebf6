import type { PriceLevel } from './depth-side.ts';
import type { BookLevels } from './snapshot-parts.ts';

/** The book of an instrument, best prices first. */
export interface BookSnapshot {
  readonly instrumentId: number;
  readonly sequence: number;
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
}

export interface BookMessage {
  /** 0 in the first message, then the `sequence` of the previous message. */
  readonly previousSequence: number;
  readonly sequence: number;
  /** First message only: the best levels of the book. */
  readonly snapshot?: BookSnapshot;
  /** Neither this nor `snapshot`: a heartbeat. */
  readonly delta?: BookLevels;
  /** The next message has more levels of the snapshot: a delta with the same `sequence`. */
  readonly hasMoreLevels: boolean;
}
