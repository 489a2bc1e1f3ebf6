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
  /** Of the instrument of the update, as of when it is sent. */
  | { readonly kind: 'statistics' }
  | { readonly kind: 'instruments'; readonly instruments: readonly Instrument[] }
  | { readonly kind: 'heartbeat' };

/** A snapshot, or what changed since the update before. */
export interface ChannelUpdate {
  /** 0 for news that are not of one instrument alone. */
  readonly instrumentId: number;
  /** The `sequence` of the update before, of the same instrument; 0 in a snapshot. */
  readonly previousSequence: number;
  readonly sequence: number;
  readonly isSnapshot: boolean;
  readonly content: ChannelContent;
}

/**
 * One subscription of a stream. It is pulled: nothing is kept for a reader but where it is, so one that reads slowly gets fewer,
 * larger updates.
 */
export interface Channel {
  /** The last event that its reader has. */
  readonly sequence: number;
  /** An instrument that it watches has changed. */
  touched(instrumentId: number): void;
  /**
   * The snapshot, and then what changed since the last call; none when nothing did. As much as fits in one message.
   *
   * @throws RefusedError when what comes next is not to be had.
   */
  next(): readonly ChannelUpdate[];
  /** What is of the last 24 hours may be something else now. */
  minutePassed?(): void;
  /** Levels and instruments that the last `next` had to look at, where that is more than it returned. */
  readonly looked?: number;
  /** There was more than fitted. */
  readonly hasMore: boolean;
  close(): void;
}
