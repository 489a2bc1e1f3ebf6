import { fromMinorUnits } from '@redleaf/client';
import { ExecType, ExecTypeSchema, type ExecutionReport } from '../../gen/redleaf/v1/execution_pb.ts';
import type { OrderFill } from '../../gen/redleaf/v1/history_pb.ts';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { Candle, Statistics, Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import { type Order, Side } from '../../gen/redleaf/v1/order_pb.ts';
import type { Position } from '../../gen/redleaf/v1/position_pb.ts';
import {
  changeText,
  clockText,
  limitText,
  meanPriceText,
  priceText,
  quantityText,
  shortTimeText,
  sideText,
  statusText,
  timeText,
  wordText,
} from './format.ts';
import type { Listed } from './output.ts';
import type { Column } from './table.ts';

/** The columns of the lists that are about instruments. */

function timeColumn<Row>(timeNs: (row: Row) => bigint): Column<Row> {
  return {
    header: 'TIME',
    text: (row) => timeText(timeNs(row)),
    shortText: (row) => shortTimeText(timeNs(row)),
  };
}

function priceColumn<Item>(
  header: string,
  price: (row: Listed<Item>) => bigint | undefined,
): Column<Listed<Item>> {
  const text = (row: Listed<Item>) => {
    const value = price(row);
    return value === undefined ? '' : priceText(value, row.instrument);
  };
  return { header, isNumber: true, text };
}

/** Of a sum, as its digits. */
function quantityColumn<Item>(header: string, quantity: (row: Listed<Item>) => string): Column<Listed<Item>> {
  return { header, isNumber: true, text: (row) => quantityText(quantity(row), row.instrument) };
}

/** A sum of price × quantity as decimal digits; empty when there is none. */
function moneyColumn<Item>(header: string, sum: (row: Listed<Item>) => string): Column<Listed<Item>> {
  const text = (row: Listed<Item>) => {
    const digits = sum(row);
    const { priceScale, quantityScale } = row.instrument;
    return digits === '' ? '' : fromMinorUnits(digits, priceScale + quantityScale);
  };
  return { header, isNumber: true, text };
}

export const ORDER_COLUMNS: readonly Column<Listed<Order>>[] = [
  { header: 'ORDER', isNumber: true, text: ({ item }) => String(item.orderId) },
  { header: 'SYMBOL', text: ({ instrument }) => instrument.symbol },
  { header: 'SIDE', text: ({ item }) => sideText(item.side) },
  {
    header: 'OPEN',
    isNumber: true,
    text: ({ item, instrument }) => quantityText(item.leavesQuantity, instrument),
  },
  { header: 'OF', isNumber: true, text: ({ item, instrument }) => quantityText(item.quantity, instrument) },
  { header: 'PRICE', isNumber: true, text: ({ item, instrument }) => limitText(item, instrument) },
  {
    header: 'STATUS',
    text: ({ item }) => statusText(item.orderStatus),
    shortText: ({ item }) => statusText(item.orderStatus).replace('partially filled', 'partial'),
  },
  { header: 'NAME', text: ({ item }) => item.clientOrderId },
];

/** Most past orders are closed: nothing of them is open. */
const EXTRAS_OF_PAST: ReadonlySet<string> = new Set(['OPEN', 'NAME']);

export const PAST_ORDER_COLUMNS: readonly Column<Listed<Order>>[] = [
  timeColumn(({ item }) => item.acceptTimeNs),
  ...ORDER_COLUMNS.map((column) => ({ ...column, isExtra: EXTRAS_OF_PAST.has(column.header) })),
];

export const TRADE_COLUMNS: readonly Column<Listed<Trade>>[] = [
  timeColumn(({ item }) => item.transactTimeNs),
  { header: 'SYMBOL', text: ({ instrument }) => instrument.symbol },
  { header: 'SIDE', text: ({ item }) => sideText(item.aggressorSide) },
  {
    header: 'QUANTITY',
    isNumber: true,
    text: ({ item, instrument }) => quantityText(item.quantity, instrument),
  },
  { header: 'PRICE', isNumber: true, text: ({ item, instrument }) => priceText(item.price, instrument) },
  { header: 'TRADE', isNumber: true, text: ({ item }) => String(item.tradeId) },
];

export const FILL_COLUMNS: readonly Column<Listed<OrderFill>>[] = [
  timeColumn(({ item }) => item.trade?.transactTimeNs ?? 0n),
  { header: 'SYMBOL', text: ({ instrument }) => instrument.symbol },
  { header: 'SIDE', text: ({ item }) => sideText(item.side) },
  {
    header: 'QUANTITY',
    isNumber: true,
    text: ({ item, instrument }) => quantityText(item.trade?.quantity ?? 0n, instrument),
  },
  {
    header: 'PRICE',
    isNumber: true,
    text: ({ item, instrument }) => priceText(item.trade?.price ?? 0n, instrument),
  },
  { header: 'ROLE', text: ({ item }) => (item.isMaker ? 'maker' : 'taker') },
  { header: 'ORDER', isNumber: true, text: ({ item }) => String(item.orderId) },
  { header: 'TRADE', isNumber: true, isExtra: true, text: ({ item }) => String(item.trade?.tradeId ?? 0n) },
];

export const POSITION_COLUMNS: readonly Column<Listed<Position>>[] = [
  { header: 'SYMBOL', text: ({ instrument }) => instrument.symbol },
  {
    header: 'NET',
    isNumber: true,
    text: ({ item, instrument }) => quantityText(item.netQuantity, instrument),
  },
  {
    header: 'BOUGHT',
    isNumber: true,
    text: ({ item, instrument }) => quantityText(item.boughtQuantity, instrument),
  },
  {
    header: 'AT (MEAN)',
    isNumber: true,
    isExtra: true,
    text: ({ item, instrument }) => meanPriceText(item.boughtQuantity, item.averageBoughtPrice, instrument),
  },
  {
    header: 'SOLD',
    isNumber: true,
    text: ({ item, instrument }) => quantityText(item.soldQuantity, instrument),
  },
  {
    header: 'AT (MEAN)',
    isNumber: true,
    isExtra: true,
    text: ({ item, instrument }) => meanPriceText(item.soldQuantity, item.averageSoldPrice, instrument),
  },
  moneyColumn('REALIZED', ({ item }) => item.realizedPnl),
  moneyColumn('UNREALIZED', ({ item }) => item.unrealizedPnl),
];

export const EVERYONES_POSITION_COLUMNS: readonly Column<Listed<Position>>[] = [
  { header: 'PARTY', text: ({ item }) => item.partyId },
  ...POSITION_COLUMNS,
];

export const CANDLE_COLUMNS: readonly Column<Listed<Candle>>[] = [
  timeColumn(({ item }) => item.openTimeNs),
  priceColumn('OPEN', ({ item }) => item.openPrice),
  priceColumn('HIGH', ({ item }) => item.highPrice),
  priceColumn('LOW', ({ item }) => item.lowPrice),
  priceColumn('CLOSE', ({ item }) => item.closePrice),
  quantityColumn('VOLUME', ({ item }) => item.volume),
  { header: 'TRADES', isNumber: true, text: ({ item }) => String(item.tradeCount) },
];

/** Prices are empty where there was no trade. */
const LAST_COLUMN = priceColumn<Statistics>('LAST', ({ item }) =>
  item.lastTimeNs === 0n ? undefined : item.lastPrice,
);

/** Of the last price from the one of 24 hours before, in percent. */
const CHANGE_COLUMN: Column<Listed<Statistics>> = {
  header: 'CHANGE',
  isNumber: true,
  text: ({ item }) => changeText(item.referencePrice, item.lastPrice),
};

const DAY_COLUMNS: readonly Column<Listed<Statistics>>[] = [
  priceColumn('HIGH', ({ item }) => (item.tradeCount === 0n ? undefined : item.highPrice)),
  priceColumn('LOW', ({ item }) => (item.tradeCount === 0n ? undefined : item.lowPrice)),
  quantityColumn('VOLUME', ({ item }) => item.volume),
];

export const STATISTICS_COLUMNS: readonly Column<Listed<Statistics>>[] = [
  { header: 'SYMBOL', text: ({ instrument }) => instrument.symbol },
  LAST_COLUMN,
  CHANGE_COLUMN,
  ...DAY_COLUMNS,
  { header: 'TRADES', isNumber: true, isExtra: true, text: ({ item }) => String(item.tradeCount) },
  quantityColumn('OPEN INT', ({ item }) => item.openInterest),
];

/** Who traded is empty unless it is public. */
export const TICKER_COLUMNS: readonly Column<Listed<Statistics>>[] = [
  { header: 'SYMBOL', text: ({ instrument }) => instrument.symbol },
  LAST_COLUMN,
  CHANGE_COLUMN,
  ...DAY_COLUMNS,
  { header: 'MAKER', isExtra: true, text: ({ item }) => item.lastMakerPartyId },
  { header: 'TAKER', isExtra: true, text: ({ item }) => item.lastTakerPartyId },
];

export const INSTRUMENT_COLUMNS: readonly Column<Listed<Instrument>>[] = [
  { header: 'ID', isNumber: true, text: ({ item }) => String(item.instrumentId) },
  { header: 'SYMBOL', text: ({ item }) => item.symbol },
  { header: 'TICK', isNumber: true, text: ({ item }) => priceText(item.tickSize, item) },
  { header: 'LOT', isNumber: true, text: ({ item }) => quantityText(item.lotSize, item) },
  { header: 'MIN PRICE', isNumber: true, text: ({ item }) => priceText(item.minPrice, item) },
  { header: 'MAX PRICE', isNumber: true, text: ({ item }) => priceText(item.maxPrice, item) },
  { header: 'MAX QUANTITY', isNumber: true, text: ({ item }) => quantityText(item.maxQuantity, item) },
  { header: 'DESCRIPTION', text: ({ item }) => item.description },
];

/**
 * What has just happened: what traded, or what is open of the order after it was placed or changed. Rows come one by one, so the
 * widths are those of usual values from the first row on.
 */
export const EXECUTION_COLUMNS: readonly Column<Listed<ExecutionReport>>[] = [
  {
    header: 'TIME',
    text: ({ item }) => timeText(item.order?.transactTimeNs ?? 0n),
    shortText: ({ item }) => clockText(item.order?.transactTimeNs ?? 0n),
  },
  { header: 'SEQUENCE', isNumber: true, isExtra: true, text: ({ item }) => String(item.sequence) },
  { header: 'EVENT', minWidth: 8, text: ({ item }) => wordText(ExecTypeSchema, item.execType) },
  { header: 'ORDER', isNumber: true, minWidth: 8, text: ({ item }) => String(item.order?.orderId ?? 0n) },
  { header: 'SYMBOL', minWidth: 8, text: ({ instrument }) => instrument.symbol },
  { header: 'SIDE', text: ({ item }) => sideText(item.order?.side ?? Side.UNSPECIFIED) },
  {
    header: 'TRADED',
    isNumber: true,
    minWidth: 7,
    text: ({ item, instrument }) =>
      item.execType === ExecType.TRADE ? quantityText(item.lastQuantity, instrument) : '',
  },
  {
    header: 'PRICE',
    isNumber: true,
    minWidth: 9,
    text: ({ item, instrument }) => {
      if (item.execType === ExecType.TRADE) return priceText(item.lastPrice, instrument);
      return item.order === undefined ? '' : limitText(item.order, instrument);
    },
  },
  {
    header: 'OPEN',
    isNumber: true,
    minWidth: 7,
    text: ({ item, instrument }) => quantityText(item.order?.leavesQuantity ?? 0n, instrument),
  },
];
