import type { ImportedTrade } from '../../domain/imported-trade.ts';
import type { OrderSnapshot } from '../../domain/order-snapshot.ts';

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

interface PositionsQuery {
  readonly partyNumber: number;
  /** Only of this instrument; 0 for all. */
  readonly instrumentId: number;
  /** The last instrument of the page before; 0 for the first page. */
  readonly after: number;
  readonly limit: number;
}

/** What can be asked for. */
export interface HistoryQueries {
  /** By the time when they were accepted. */
  readonly orders: OwnListQuery;
  /** Those of everyone, of one instrument. */
  readonly ordersOfInstrument: ListQuery;
  readonly fills: OwnListQuery;
  readonly trades: ListQuery;
  readonly positions: PositionsQuery;
}

/** A trade, of here or brought over, with the event that told of it. */
export interface HistoryTrade extends ImportedTrade {
  readonly sequence: number;
}

/** One side of a trade. */
export interface HistoryFill {
  /** Twice the number of the trade, and one more for its maker. */
  readonly fillId: number;
  readonly trade: HistoryTrade;
  readonly isMaker: boolean;
}

/** What a party has bought and sold of an instrument, exact. */
export interface HistoryPosition {
  readonly instrumentId: number;
  readonly boughtQuantity: bigint;
  readonly soldQuantity: bigint;
  /** Sums of price × quantity, which may pass 2^63. */
  readonly boughtNotional: bigint;
  readonly soldNotional: bigint;
}

export interface HistoryRows {
  readonly orders: OrderSnapshot;
  readonly ordersOfInstrument: OrderSnapshot;
  readonly fills: HistoryFill;
  readonly trades: HistoryTrade;
  readonly positions: HistoryPosition;
}

export type HistoryKind = keyof HistoryRows;

export interface HistoryPage<Kind extends HistoryKind> {
  /** Of the journal that the history was written from; 0 while it holds nothing. */
  readonly epoch: number;
  /** The last event that the history held when the page was read. */
  readonly sequence: number;
  readonly rows: readonly HistoryRows[Kind][];
}
