import type { CandleInterval } from '../../domain/candle.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { TradeRecord } from '../../domain/trade.ts';
import type { Candle } from '../../market/candle.ts';
import type { PriceLevel } from '../depth-side.ts';
import type { BookLevels } from '../snapshot-parts.ts';

export type ChannelContent =
  | {
      readonly kind: 'bestBidOffer';
      readonly bid: PriceLevel | undefined;
      readonly ask: PriceLevel | undefined;
    }
  | { readonly kind: 'orderBook'; readonly levels: BookLevels }
  | { readonly kind: 'trades'; readonly trades: readonly TradeRecord[] }
  | { readonly kind: 'candles'; readonly interval: CandleInterval; readonly candles: readonly Candle[] }
  /** Statistics of the instrument of the update, at the time of sending. */
  | { readonly kind: 'statistics' }
  | { readonly kind: 'instruments'; readonly instruments: readonly Instrument[] }
  | { readonly kind: 'heartbeat' };

/** A snapshot, or the changes since the previous update. */
export interface ChannelUpdate {
  /** 0 for updates that are not of one instrument only. */
  readonly instrumentId: number;
  /** The `sequence` of the previous update of the same instrument; 0 in a snapshot. */
  readonly previousSequence: number;
  readonly sequence: number;
  readonly isSnapshot: boolean;
  readonly content: ChannelContent;
}

/** One subscription of a stream. Readers pull, and only their position is kept. So a slow reader gets fewer, larger updates. */
export interface Channel {
  /** The last event that the reader has. */
  readonly sequence: number;
  /** A watched instrument has changed. */
  touched(instrumentId: number): void;
  /**
   * First the snapshot, then the changes since the last call, if any. At most one message full.
   *
   * @throws RefusedError if the next update is not available.
   */
  next(): readonly ChannelUpdate[];
  /** A minute has passed, so values of the last 24 hours may have changed. */
  minutePassed?(): void;
  /** Levels and instruments that the last `next` examined, if more than it returned. */
  readonly looked?: number;
  /** More updates are available than fitted. */
  readonly hasMore: boolean;
  close(): void;
}
