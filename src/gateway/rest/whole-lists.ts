import { setTimeout as pause } from 'node:timers/promises';
import { RETAINED_CLOSED_ORDERS } from '../../domain/limits.ts';
import type { Order } from '../../domain/order-progress.ts';
import { RefusedError, refuse } from '../../domain/refusal.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { HistoryPage, HistoryRows } from '../../history/history-query.ts';
import type { HistoryReader } from '../../history/history-reader.ts';
import { CALLER_GONE } from '../http/caller-gone.ts';
import type { ListedTrade } from './json-text.ts';

/** Lists of one instrument with all parties. */
type Kind = 'ordersOfInstrument' | 'trades';

/** Orders that are read at once: as many as one turn of a list writes. */
const ORDERS_AT_A_TIME = 300;
const ROWS_AT_A_TIME = 1_000;
/** An event closes at most two orders, so memory has all orders that changed in this number of events. */
const MAX_LAG_EVENTS = RETAINED_CLOSED_ORDERS / 2;
const PAUSE_MS = 50;

/** Source of the pages. */
type Pages = Pick<HistoryReader, 'read'>;

/** The reader of a list. */
export interface Caller {
  /** Whether the caller has left. */
  readonly isClosed: boolean;
}

interface Parts {
  readonly feeds: Feeds;
  /** Undefined if the exchange keeps none. Then lists have what is in memory. */
  readonly history: Pages | undefined;
  readonly caller: Caller;
}

/**
 * All orders of an instrument, open and closed, in order of id: from the history, then from memory as they stand. Orders that
 * arrive during the iteration are included.
 *
 * @throws RefusedError TOO_MANY_REQUESTS, before the first page only, or HISTORY_UNAVAILABLE.
 */
export async function* allOrders(parts: Parts, instrumentId: number): AsyncIterable<Iterable<Order>> {
  const { feeds, history } = parts;
  const { orders } = feeds;
  let lastId = 0;
  let written = 0;
  const isInMemory = () => feeds.sequence - written <= MAX_LAG_EVENTS && written >= feeds.beganWith;
  for (;;) {
    if (history !== undefined) {
      const ofHistory = pages(parts, history, 'ordersOfInstrument', instrumentId, lastId, idOfOrder);
      for await (const { rows, sequence } of ofHistory) {
        written = sequence;
        if (!isInMemory()) throw isBehind(sequence, feeds);
        lastId = rows.at(-1)?.orderId ?? lastId;
        yield rows.map((order) => orders.get(order.orderId) ?? order);
      }
    }
    // For a slow caller memory may no longer have the next orders. Then the history continues.
    while (history === undefined || isInMemory()) {
      const page = orders.ofInstrument(instrumentId, lastId, ORDERS_AT_A_TIME);
      const last = page.at(-1);
      if (last === undefined) return;
      lastId = last.orderId;
      yield page;
    }
  }
}

/**
 * All trades of an instrument, in order of id: from the history, then from memory those that the history does not have yet.
 *
 * @throws as `allOrders`.
 */
export async function* allTrades(parts: Parts, instrumentId: number): AsyncIterable<Iterable<ListedTrade>> {
  const { feeds, history } = parts;
  const { trades } = feeds;
  let lastId = 0;
  let listedUpTo = 0;
  for (;;) {
    if (history !== undefined) {
      const ofHistory = pages(parts, history, 'trades', instrumentId, lastId, idOfTrade);
      for await (const { rows, sequence } of ofHistory) {
        if (!trades.hasAllAfter(instrumentId, sequence)) throw isBehind(sequence, feeds);
        lastId = rows.at(-1)?.tradeId ?? lastId;
        listedUpTo = sequence;
        yield rows;
      }
    }
    while (history === undefined || trades.hasAllAfter(instrumentId, listedUpTo)) {
      const page = trades.after(instrumentId, listedUpTo, ROWS_AT_A_TIME);
      const last = page.at(-1);
      if (last === undefined) return;
      lastId = last.tradeId;
      listedUpTo = last.sequence;
      yield page;
    }
  }
}

/** Pages of the history after an id: at least one, and up to the present. */
async function* pages<One extends Kind>(
  { feeds, caller }: Parts,
  history: Pages,
  kind: One,
  instrumentId: number,
  afterId: number,
  idOf: (row: HistoryRows[One]) => number,
): AsyncIterable<HistoryPage<One>> {
  const list = { instrumentId, fromTimeNs: undefined, toTimeNs: undefined, isNewestFirst: false };
  for (let after = afterId; ; ) {
    const query = { ...list, after, limit: ROWS_AT_A_TIME };
    const page = await (after === 0
      ? history.read(kind, query)
      : readPatiently(() => history.read(kind, query), caller));
    if (page.epoch !== feeds.epoch && page.sequence > 0) throw isOfAnotherEpoch();
    yield page;
    const last = page.rows.at(-1);
    if (last === undefined || page.rows.length < ROWS_AT_A_TIME) return;
    after = idOf(last);
  }
}

/** A list can be refused only before its first page. Later pages wait for a place as long as the caller waits. */
async function readPatiently<Page>(read: () => Promise<Page>, caller: Caller): Promise<Page> {
  for (;;) {
    if (caller.isClosed) throw CALLER_GONE;
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof RefusedError) || error.refusal.reason !== 'TOO_MANY_REQUESTS') throw error;
      await pause(PAUSE_MS);
    }
  }
}

function idOfOrder({ orderId }: HistoryRows['ordersOfInstrument']): number {
  return orderId;
}

function idOfTrade({ tradeId }: HistoryRows['trades']): number {
  return tradeId;
}

function isBehind(sequence: number, feeds: Feeds): RefusedError {
  const lag = feeds.sequence - sequence;
  return unavailable(`the history is ${lag} events behind, more than memory makes up for: try again later`);
}

function isOfAnotherEpoch(): RefusedError {
  return unavailable('the history is that of another exchange: the log of this one says more');
}

function unavailable(message: string): RefusedError {
  return new RefusedError(refuse('HISTORY_UNAVAILABLE', message));
}
