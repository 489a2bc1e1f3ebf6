import { stringify } from 'csv-stringify/sync';
import { Side } from '../../domain/order.ts';
import { orderKindOf } from '../../domain/order-kind.ts';
import { recordsOf } from '../../follower/records.ts';
import type { WriterFrame, WriterOrder, WriterTrade } from '../../follower/writer.ts';

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

/** Matches the names of this writer's files. */
export const FILE_NAME = new RegExp(`^(${Object.keys(HEADERS).join('|')})_\\d+\\.csv$`);

/** What frames add to each file, by its name: whole lines, without the header. */
export function csvLines(frames: readonly WriterFrame[]): Map<string, string> {
  const rows = new Map<string, Cell[][]>();
  const add = (kind: Kind, instrumentId: number, row: Cell[]) => {
    const name = `${kind}_${instrumentId}.csv`;
    const others = rows.get(name);
    if (others === undefined) rows.set(name, [row]);
    else others.push(row);
  };
  for (const record of recordsOf(frames)) {
    if (record.type === 'TRADE') {
      const { maker } = record.trade;
      add('trades', maker.terms.instrumentId, tradeRow(record.trade));
      // The last row of an order says how it stands.
      add('orders', maker.terms.instrumentId, orderRow(maker));
    } else if (record.type === 'CANCEL') {
      const { instrumentId, orderId, timeNs } = record;
      add('cancels', instrumentId, [instrumentId, orderId, timeNs]);
    } else {
      const { order, isInBook } = record;
      const { instrumentId } = order.terms;
      add('orders', instrumentId, orderRow(order));
      if (isInBook) add('live_events', instrumentId, ['UPS_LIVE', ...orderRow(order)]);
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

function orderRow({ orderId, partyId, terms, progress }: WriterOrder): Cell[] {
  return [
    orderKindOf(terms.orderType, terms.timeInForce),
    terms.side === Side.Buy ? 'BUY' : 'SELL',
    terms.instrumentId,
    terms.price,
    terms.quantity,
    progress.acceptTimeNs,
    orderId,
    partyId,
    progress.canceledQuantity > 0,
    progress.cumQuantity,
    progress.leavesQuantity,
  ];
}

function tradeRow({ price, quantity, timeNs, maker, taker }: WriterTrade): Cell[] {
  return [
    maker.terms.instrumentId,
    price,
    quantity,
    timeNs,
    maker.orderId,
    maker.partyId,
    taker.orderId,
    taker.partyId,
    maker.terms.side === Side.Buy,
    maker.progress.leavesQuantity,
    taker.progress.leavesQuantity,
  ];
}

/** As the seed writes it: lines end with CRLF, booleans are True and False. No cell can become a formula. */
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
