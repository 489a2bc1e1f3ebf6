import type { LocalOrderBook } from '@redleaf/client';
import type { Colors } from 'picocolors/types.js';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { PriceLevel, Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import { levelText, priceText, quantityText } from './format.ts';

type Book = Pick<LocalOrderBook, 'bids' | 'asks' | 'sequence'>;

export interface Market {
  readonly book: Book;
  readonly instrument: Instrument;
  readonly lastTrade: Trade | undefined;
  /** What the caller has open at a price. */
  readonly ownQuantity: (side: Side, price: bigint) => bigint;
  /** The connection is down: what is shown is what was. */
  readonly isStale: boolean;
}

export interface Window {
  readonly rows: number;
  readonly columns: number;
}

interface Row {
  readonly cells: readonly string[];
  /** Share of the largest quantity shown, from 0 to 1. */
  readonly share: number;
  readonly color: (text: string) => string;
}

const HEADINGS = ['price', 'quantity', 'total', 'orders', 'mine'];
/** The lines that are no levels: the title, the headings and the spread. */
const OTHER_LINES = 3;
const MAX_BAR = 30;
const GAP = '  ';

/**
 * The book as a ladder that fits into a window: sellers above, buyers below, the spread in the middle. In a narrow window
 * the columns at the right are left out.
 *
 * @param depth levels on each side, if the window has room for them.
 */
export function renderLadder(market: Market, window: Window, depth: number, colors: Colors): string[] {
  const levels = Math.max(0, Math.min(depth, Math.floor((window.rows - OTHER_LINES) / 2)));
  const { asks, bids } = market.book;
  const shown = [...asks.slice(0, levels), ...bids.slice(0, levels)];
  const largest = Math.max(1, ...shown.map(({ quantity }) => Number(quantity)));
  const rowsOf = (side: Side, color: (text: string) => string) =>
    levelRows(market, side, levels, largest, color);
  const sellers = rowsOf(Side.SELL, colors.red);
  const buyers = rowsOf(Side.BUY, colors.green);
  const widths = HEADINGS.map((heading, index) =>
    Math.max(heading.length, ...[...sellers, ...buyers].map(({ cells }) => cells[index]?.length ?? 0)),
  );
  const line = (row: Row) => rowText(row, widths, window.columns);
  const blank = Array.from({ length: levels - sellers.length }, () => '');
  const dim = (cells: readonly string[]) => line({ cells, share: 0, color: colors.dim });
  return [
    titleOf(market, window.columns, colors),
    dim(HEADINGS),
    ...blank,
    ...sellers.toReversed().map(line),
    dim(spreadCells(market)),
    ...buyers.map(line),
  ].slice(0, window.rows);
}

/** The levels of a side, the best price first. */
function levelRows(
  { book, instrument, ownQuantity }: Market,
  side: Side,
  count: number,
  largest: number,
  color: (text: string) => string,
): Row[] {
  let total = 0n;
  return (side === Side.SELL ? book.asks : book.bids)
    .slice(0, count)
    .map(({ price, quantity, orderCount }) => {
      total += BigInt(quantity);
      const own = ownQuantity(side, price);
      const cells = [
        priceText(price, instrument),
        quantityText(quantity, instrument),
        quantityText(total, instrument),
        String(orderCount),
        own === 0n ? '' : quantityText(own, instrument),
      ];
      return { cells, share: Number(quantity) / largest, color };
    });
}

/** As many columns as there is room for, and then a bar. */
function rowText({ cells, share, color }: Row, widths: readonly number[], columns: number): string {
  let text = '';
  for (const [index, width] of widths.entries()) {
    const next = `${text}${index === 0 ? '' : GAP}${(cells[index] ?? '').padStart(width)}`;
    if (index > 0 && next.length > columns) return color(text.trimEnd().slice(0, columns));
    text = next;
  }
  const room = Math.min(MAX_BAR, columns - text.length - GAP.length);
  const bar = share > 0 && room > 0 ? GAP + '█'.repeat(Math.max(1, Math.round(share * room))) : '';
  return color((text + bar).trimEnd().slice(0, columns));
}

function titleOf({ book, instrument, lastTrade, isStale }: Market, columns: number, colors: Colors): string {
  const stale = isStale ? 'STALE: the connection is down  ' : '';
  const last =
    lastTrade === undefined
      ? ''
      : `  last ${quantityText(lastTrade.quantity, instrument)} at ${priceText(lastTrade.price, instrument)}`;
  const text = `${stale}${instrument.symbol}${last}  sequence ${book.sequence}`.slice(
    0,
    Math.max(0, columns),
  );
  return isStale ? colors.inverse(text) : colors.bold(text);
}

function spreadCells({ book: { bids, asks }, instrument }: Market): string[] {
  const [bid] = bids;
  const [ask] = asks;
  if (bid === undefined || ask === undefined) return ['-', 'spread'];
  return [priceText(ask.price - bid.price, instrument), 'spread'];
}

/** The best prices of the book in one line. */
export function bestPricesText({ bids, asks, sequence }: Book, instrument: Instrument): string {
  const best = (levels: readonly PriceLevel[]) => levelText(levels[0], instrument);
  return `${sequence}  ${instrument.symbol}  bid ${best(bids)}  ask ${best(asks)}`;
}
