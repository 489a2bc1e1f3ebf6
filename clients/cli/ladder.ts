import type { LocalOrderBook } from '@redleaf/client';
import type { Colors } from 'picocolors/types.js';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { PriceLevel } from '../../gen/redleaf/v1/market_data_pb.ts';
import { levelText, priceText, quantityText } from './format.ts';

type Book = Pick<LocalOrderBook, 'bids' | 'asks' | 'sequence'>;

const BAR_WIDTH = 30;

/** The book as a ladder: sellers above, buyers below, the best prices where they meet. */
export function renderLadder(book: Book, instrument: Instrument, depth: number, colors: Colors): string {
  const asks = book.asks.slice(0, depth);
  const bids = book.bids.slice(0, depth);
  const longest = [...asks, ...bids].reduce((most, { quantity }) => (quantity > most ? quantity : most), 1n);
  const row = (level: PriceLevel, color: (text: string) => string) => {
    const price = priceText(level.price, instrument).padStart(14);
    const quantity = quantityText(level.quantity, instrument).padStart(14);
    const orders = String(level.orderCount).padStart(5);
    const bar = '█'.repeat(Math.max(1, Number((level.quantity * BigInt(BAR_WIDTH)) / longest)));
    return `${color(price)} ${quantity} ${colors.dim(orders)} ${color(bar)}`;
  };
  const header = `${'price'.padStart(14)} ${'quantity'.padStart(14)} ${'n'.padStart(5)}`;
  return [
    `${colors.bold(instrument.symbol)}  ${colors.dim(`sequence ${book.sequence}`)}`,
    colors.dim(header),
    ...asks.toReversed().map((level) => row(level, colors.red)),
    colors.dim(spreadText(book, instrument)),
    ...bids.map((level) => row(level, colors.green)),
  ].join('\n');
}

/** The best prices of the book in one line. */
export function bestPricesText({ bids, asks, sequence }: Book, instrument: Instrument): string {
  return `${sequence}  ${instrument.symbol}  bid ${levelText(bids[0], instrument)}  ask ${levelText(asks[0], instrument)}`;
}

function spreadText({ bids, asks }: Book, instrument: Instrument): string {
  const [bid] = bids;
  const [ask] = asks;
  if (bid === undefined || ask === undefined) return 'no spread: a side is empty'.padStart(14);
  return `${'spread'.padStart(14)} ${priceText(ask.price - bid.price, instrument).padStart(14)}`;
}
