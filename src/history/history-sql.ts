import type { HistoryKind } from './history-query.ts';
import { ORDER_SLICE, TRADE_SLICE } from './schema.ts';

/** What decides on the query of a list. */
export interface SqlChoice {
  readonly kind: HistoryKind;
  readonly isOfInstrument: boolean;
  readonly isNewestFirst: boolean;
}

/** With the bare parameter, SQLite would plan for its value, and so plan again for every page. */
const LIMIT = 'LIMIT :limit + 0';

/**
 * The query for a page, or for the part of it in one slice: ids from `:first` up to `:end`, without `:end`, at most `:limit`. Each
 * query names the index that it walks along, so that it can never become a scan or a sort.
 */
export function pageSql({ kind, isOfInstrument, isNewestFirst }: SqlChoice): string {
  const direction = isNewestFirst ? 'DESC' : 'ASC';
  const ofInstrument = isOfInstrument ? 'AND instrument_id = :instrumentId' : '';
  const byInstrument = isOfInstrument ? '_and_instrument' : '';
  const walk = (id: string) => `ORDER BY ${id} ${direction} ${LIMIT}`;
  switch (kind) {
    case 'orders':
      return `SELECT * FROM orders INDEXED BY orders_by_party${byInstrument}
        WHERE ${ORDER_SLICE} = :slice AND party_number = :partyNumber ${ofInstrument}
          AND order_id >= :first AND order_id < :end
        ${walk('order_id')}`;
    case 'ordersOfInstrument':
      return `SELECT * FROM orders INDEXED BY orders_by_instrument
        WHERE ${ORDER_SLICE} = :slice AND instrument_id = :instrumentId
          AND order_id >= :first AND order_id < :end
        ${walk('order_id')}`;
    case 'trades':
      return isOfInstrument
        ? `SELECT * FROM trades INDEXED BY trades_by_instrument
            WHERE ${TRADE_SLICE} = :slice ${ofInstrument} AND trade_id >= :first AND trade_id < :end
            ${walk('trade_id')}`
        : `SELECT * FROM trades WHERE trade_id >= :first AND trade_id < :end ${walk('trade_id')}`;
    case 'fills': {
      const sideOf = (party: 'maker' | 'taker', isMaker: 0 | 1) =>
        `SELECT *, ${isMaker} AS is_maker FROM trades INDEXED BY trades_by_${party}${byInstrument}
          WHERE ${TRADE_SLICE} = :slice AND ${party}_party_number = :partyNumber ${ofInstrument}
            AND trade_id >= (:first - ${isMaker}) / 2.0 AND trade_id < (:end - ${isMaker}) / 2.0`;
      return `${sideOf('maker', 1)} UNION ALL ${sideOf('taker', 0)}
        ORDER BY trade_id ${direction}, is_maker ${direction} ${LIMIT}`;
    }
    case 'candles':
      return `SELECT * FROM candles
        WHERE instrument_id = :instrumentId AND interval = :interval
          AND open_seconds >= :first AND open_seconds < :end
        ${walk('open_seconds')}`;
  }
}
