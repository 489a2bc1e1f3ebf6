import type { CandleInterval } from '../domain/candle.ts';
import type { Order } from '../domain/order-progress.ts';
import type { TradeRecord } from '../domain/trade.ts';
import type { Candle } from '../market/candle.ts';

/** Which part of a list. */
interface ListQuery {
  /** Only of this instrument; 0 for all. */
  readonly instrumentId: number;
  /** From this time on: nanoseconds since 1970-01-01 UTC. */
  readonly fromTimeNs: bigint | undefined;
  /** Up to this time, without it. */
  readonly toTimeNs: bigint | undefined;
  readonly isNewestFirst: boolean;
  /** The last id of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

interface OwnListQuery extends ListQuery {
  readonly partyNumber: number;
}

interface CandlesQuery extends ListQuery {
  readonly interval: CandleInterval;
}

/** The lists. */
export interface HistoryQueries {
  /** By the time when they were accepted. */
  readonly orders: OwnListQuery;
  /** Orders of all parties, of one instrument. */
  readonly ordersOfInstrument: ListQuery;
  readonly fills: OwnListQuery;
  readonly trades: ListQuery;
  /** Of one instrument. The id of a candle is the second that it begins with. */
  readonly candles: CandlesQuery;
}

/** One side of a trade. */
export interface HistoryFill {
  /** Twice the number of the trade, and one more for its maker. */
  readonly fillId: number;
  readonly trade: TradeRecord;
  readonly isMaker: boolean;
}

export interface HistoryRows {
  readonly orders: Order;
  readonly ordersOfInstrument: Order;
  readonly fills: HistoryFill;
  readonly trades: TradeRecord;
  readonly candles: Candle;
}

export type HistoryKind = keyof HistoryRows;

export interface HistoryPage<Kind extends HistoryKind> {
  /** Of the journal that the history was written from; 0 while it holds nothing. */
  readonly epoch: number;
  /** The last event that the history held when the page was read. */
  readonly sequence: number;
  readonly rows: readonly HistoryRows[Kind][];
}
