import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { byNumber, byText, type Column } from './table.ts';

/** Columns of rows that are about an instrument. They compare as prices, quantities and money, whatever the scales. */
export interface OfInstrument {
  readonly instrument: Instrument;
}

export const SYMBOL_COLUMN: Column<OfInstrument> = {
  ...{ id: 'symbol', title: 'Symbol', width: 'minmax(54px, 1fr)', isWhole: true },
  text: ({ instrument }) => instrument.symbol,
  compare: byText(({ instrument }) => instrument.symbol),
};

export function byPrice<Row extends OfInstrument>(priceOf: (row: Row) => number | bigint) {
  return byNumber((row: Row) => Number(priceOf(row)) / 10 ** row.instrument.priceScale);
}

export function byQuantity<Row extends OfInstrument>(quantityOf: (row: Row) => number | bigint) {
  return byNumber((row: Row) => Number(quantityOf(row)) / 10 ** row.instrument.quantityScale);
}

/** A sum of money, in minor units of price × quantity: to the places of a price on the page, and exact in a file. */
export function moneyColumn<Row extends OfInstrument>(
  id: string,
  title: string,
  amountOf: (row: Row) => bigint,
  inWords: (amount: bigint, scale: number) => string,
): Column<Row> {
  return {
    ...{ id, title, width: 'minmax(72px, 1fr)', isNumber: true },
    text: (row) => inWords(rounded(amountOf(row), row.instrument.quantityScale), row.instrument.priceScale),
    saved: (row) => inWords(amountOf(row), moneyScale(row.instrument)),
    compare: byNumber((row) => Number(amountOf(row)) / 10 ** moneyScale(row.instrument)),
  };
}

/** Of price × quantity. */
export function moneyScale({ priceScale, quantityScale }: Instrument): number {
  return priceScale + quantityScale;
}

/** Without its last places, halves away from zero. */
export function rounded(amount: bigint, places: number): bigint {
  const unit = 10n ** BigInt(places);
  const half = unit / 2n;
  return (amount < 0n ? amount - half : amount + half) / unit;
}
