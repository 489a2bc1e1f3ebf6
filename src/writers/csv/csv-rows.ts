import { stringify } from 'csv-stringify/sync';
import { Side } from '../../domain/order.ts';
import { recordsOf, type WriterTrade } from '../../follower/records.ts';
import type { OrderState, WriterEvent } from '../../follower/writer.ts';

type Cell = string | number | bigint | boolean;

const ORDER_COLUMNS = [
  'order_type',
  'side',
  'instrument_id',
  'price_cents',
  'quantity',
  'timestamp',
  'order_id',
  'party_id',
  'cancelled',
  'filled_quantity',
  'remaining_quantity',
];

/** The files of an instrument and their headers. */
const HEADERS = {
  orders: ORDER_COLUMNS,
  trades: [
    'instrument_id',
    'price_cents',
    'quantity',
    'timestamp',
    'maker_order_id',
    'maker_party_id',
    'taker_order_id',
    'taker_party_id',
    'maker_is_buyer',
    'maker_quantity_remaining',
    'taker_quantity_remaining',
  ],
  cancels: ['instrument_id', 'order_id', 'timestamp'],
  live_events: ['event_type', ...ORDER_COLUMNS],
} as const;

type Kind = keyof typeof HEADERS;

/** A file of ours, and nothing else. */
export const FILE_NAME = new RegExp(`^(${Object.keys(HEADERS).join('|')})_\\d+\\.csv$`);

/** What events add to each file, by its name: lines without the header, whole ones. */
export function csvLines(events: readonly WriterEvent[]): Map<string, string> {
  const rows = new Map<string, Cell[][]>();
  const add = (kind: Kind, instrumentId: number, row: Cell[]) => {
    const name = `${kind}_${instrumentId}.csv`;
    const others = rows.get(name);
    if (others === undefined) rows.set(name, [row]);
    else others.push(row);
  };
  for (const record of recordsOf(events)) {
    if (record.type === 'TRADE') {
      const { maker } = record.trade;
      add('trades', maker.instrumentId, tradeRow(record.trade));
      // The last row of an order is how it stands.
      add('orders', maker.instrumentId, orderRow(maker));
    } else if (record.type === 'CANCEL') {
      const { instrumentId, orderId, timeNs } = record;
      add('cancels', instrumentId, [instrumentId, orderId, timeNs]);
    } else {
      const { order, isInBook } = record;
      add('orders', order.instrumentId, orderRow(order));
      if (isInBook) add('live_events', order.instrumentId, ['UPS_LIVE', ...orderRow(order)]);
    }
  }
  return new Map(Array.from(rows, ([name, ofFile]) => [name, toCsv(ofFile)]));
}

export function csvHeader(fileName: string): string {
  const kind = FILE_NAME.exec(fileName)?.[1];
  if (kind === undefined || !isKind(kind)) throw new Error(`${fileName} is no file of this writer`);
  return toCsv([HEADERS[kind]]);
}

function isKind(text: string): text is Kind {
  return text in HEADERS;
}

function orderRow(order: OrderState): Cell[] {
  return [
    order.kind,
    order.side === Side.Buy ? 'BUY' : 'SELL',
    order.instrumentId,
    order.price,
    order.quantity,
    order.acceptTimeNs,
    order.orderId,
    order.partyId,
    order.canceledQuantity > 0,
    order.cumQuantity,
    order.leavesQuantity,
  ];
}

function tradeRow({ price, quantity, timeNs, maker, taker }: WriterTrade): Cell[] {
  return [
    maker.instrumentId,
    price,
    quantity,
    timeNs,
    maker.orderId,
    maker.partyId,
    taker.orderId,
    taker.partyId,
    maker.side === Side.Buy,
    maker.leavesQuantity,
    taker.leavesQuantity,
  ];
}

/** As the seed's: lines end with CRLF, and True and False are spelled so. No cell can become a formula. */
function toCsv(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      record_delimiter: '\r\n',
      escape_formulas: true,
      cast: { boolean: (value) => (value ? 'True' : 'False') },
    },
  );
}
