import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HistoryKind, HistoryPage, HistoryQueries, HistoryRows } from './history-query.ts';
import { type Row, toCandle, toFill, toOrder, toTrade } from './history-rows.ts';
import { pageSql } from './history-sql.ts';
import { SLICE } from './schema.ts';
import { Timeline } from './timeline.ts';

const SECOND_NS = 1_000_000_000n;

/** Kinds whose rows have ids that ascend with time, in slices. */
type WalkedKind = Exclude<HistoryKind, 'candles'>;

/** Reads pages of the history. Each is consistent: one transaction reads it. */
export class HistoryPages {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #cursor: StatementSync;
  readonly #orderTimes: Timeline;
  readonly #tradeTimes: Timeline;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#cursor = database.prepare('SELECT epoch, sequence FROM cursor');
    this.#orderTimes = new Timeline(database, 'orders', 'order_id', 'accept_time_ns');
    this.#tradeTimes = new Timeline(database, 'trades', 'trade_id', 'transact_time_ns');
  }

  orders(query: HistoryQueries['orders']): HistoryPage<'orders'> {
    return this.#page(() => this.#walk('orders', query, this.#orderTimes, 1).map(toOrder));
  }

  ordersOfInstrument(query: HistoryQueries['ordersOfInstrument']): HistoryPage<'ordersOfInstrument'> {
    return this.#page(() => this.#walk('ordersOfInstrument', query, this.#orderTimes, 1).map(toOrder));
  }

  /** A trade has two sides, each with an id of its own. */
  fills(query: HistoryQueries['fills']): HistoryPage<'fills'> {
    return this.#page(() => this.#walk('fills', query, this.#tradeTimes, 2).map(toFill));
  }

  trades(query: HistoryQueries['trades']): HistoryPage<'trades'> {
    return this.#page(() => this.#walk('trades', query, this.#tradeTimes, 1).map(toTrade));
  }

  candles(query: HistoryQueries['candles']): HistoryPage<'candles'> {
    const { instrumentId, interval, isNewestFirst, limit, after } = query;
    const sql = pageSql({ kind: 'candles', isOfInstrument: true, isNewestFirst });
    const from = secondsFrom(query.fromTimeNs ?? 0n);
    const to = query.toTimeNs === undefined ? Number.MAX_SAFE_INTEGER : secondsFrom(query.toTimeNs);
    const first = isNewestFirst ? from : Math.max(from, after + 1);
    const end = isNewestFirst && after !== 0 ? Math.min(to, after) : to;
    return this.#page(() => this.#all(sql, { instrumentId, interval, first, end, limit }).map(toCandle));
  }

  #page<Kind extends HistoryKind>(read: () => HistoryRows[Kind][]): HistoryPage<Kind> {
    this.#database.exec('BEGIN');
    try {
      const { epoch, sequence } = this.#cursor.get() ?? {};
      return { epoch: Number(epoch), sequence: Number(sequence), rows: read() };
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  /** Goes from slice to slice, past those without rows, until the page is full. */
  #walk<Kind extends WalkedKind>(
    kind: Kind,
    query: HistoryQueries[Kind],
    timeline: Timeline,
    idsPerRow: number,
  ): Row[] {
    const { instrumentId, isNewestFirst, limit } = query;
    const sql = pageSql({ kind, isOfInstrument: instrumentId !== 0, isNewestFirst });
    const partyNumber = 'partyNumber' in query ? query.partyNumber : 0;
    let { first, end } = rangeOf(query, timeline, idsPerRow);
    const rows: Row[] = [];
    while (rows.length < limit) {
      const row = isNewestFirst
        ? timeline.before(Math.ceil(end / idsPerRow))
        : timeline.from(Math.floor(first / idsPerRow));
      if (row === undefined) break;
      const slice = Math.floor(row / SLICE);
      const sliceFirst = slice * SLICE * idsPerRow;
      const sliceEnd = sliceFirst + SLICE * idsPerRow;
      const inSlice = { first: Math.max(first, sliceFirst), end: Math.min(end, sliceEnd) };
      if (inSlice.first >= inSlice.end) break;
      const room = limit - rows.length;
      rows.push(...this.#all(sql, { partyNumber, instrumentId, slice, ...inSlice, limit: room }));
      if (isNewestFirst) end = sliceFirst;
      else first = sliceEnd;
    }
    return rows;
  }

  #all(sql: string, parameters: Readonly<Record<string, number>>): Row[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      statement.setAllowUnknownNamedParameters(true);
      this.#statements.set(sql, statement);
    }
    return statement.all(parameters);
  }
}

/** The first second that begins at this time or later. */
function secondsFrom(timeNs: bigint): number {
  return Number((timeNs + SECOND_NS - 1n) / SECOND_NS);
}

/** The ids of the query: from `first` up to `end`, without `end`. */
function rangeOf(
  { fromTimeNs, toTimeNs, isNewestFirst, after }: HistoryQueries[WalkedKind],
  timeline: Timeline,
  idsPerRow: number,
): { first: number; end: number } {
  const first = fromTimeNs === undefined ? 0 : timeline.firstIdAt(fromTimeNs) * idsPerRow;
  const end = toTimeNs === undefined ? Number.MAX_SAFE_INTEGER : timeline.firstIdAt(toTimeNs) * idsPerRow;
  if (after === 0) return { first, end };
  return isNewestFirst ? { first, end: Math.min(end, after) } : { first: Math.max(first, after + 1), end };
}
