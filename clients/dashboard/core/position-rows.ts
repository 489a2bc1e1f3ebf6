import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Statistics } from '../../../gen/redleaf/v1/market_data_pb.ts';
import type { Position } from '../../../gen/redleaf/v1/position_pb.ts';
import { averageText, groupedText, signedText } from './decimal.ts';
import { byNumber, byText, type Column } from './table.ts';

/** Sums of money are in minor units of price × quantity. */
export interface PositionRow {
  readonly position: Position;
  readonly instrument: Instrument;
  readonly lastPrice: bigint;
  /** What the open part is worth at the last price: below 0 when more was sold than bought. */
  readonly value: bigint;
  readonly realized: bigint;
  readonly unrealized: bigint;
}

type Ids = Pick<Instrument, 'priceScale' | 'quantityScale'>;

/** Positions of instruments that are known, at the last price: that of the statistics, which is newer than the position's own. */
export function positionRows(
  positions: Iterable<Position>,
  instrumentOf: (instrumentId: number) => Instrument | undefined,
  statistics: ReadonlyMap<number, Pick<Statistics, 'lastPrice'>>,
): readonly PositionRow[] {
  return [...positions].flatMap((position) => {
    const instrument = instrumentOf(position.instrumentId);
    if (instrument === undefined) return [];
    const seen = statistics.get(position.instrumentId)?.lastPrice ?? 0n;
    const lastPrice = seen === 0n ? position.lastPrice : seen;
    const value = position.netQuantity * lastPrice;
    // Without a last trade nothing is known of its worth.
    const unrealized = lastPrice === 0n ? 0n : value - bigOf(position.openNotional);
    return [{ position, instrument, lastPrice, value, realized: bigOf(position.realizedPnl), unrealized }];
  });
}

function bigOf(digits: string): bigint {
  return digits === '' ? 0n : BigInt(digits);
}

function moneyScale({ priceScale, quantityScale }: Ids): number {
  return priceScale + quantityScale;
}

/** To the places of a price, halves away from zero; exact in a file. */
function rounded(amount: bigint, places: number): bigint {
  const unit = 10n ** BigInt(places);
  const half = unit / 2n;
  return (amount < 0n ? amount - half : amount + half) / unit;
}

/** A sum over instruments of different scales, to the places of the finest price. */
export function sumText(
  rows: readonly PositionRow[],
  amountOf: (row: PositionRow) => bigint,
): { readonly text: string; readonly sign: number } {
  const scale = Math.max(0, ...rows.map(({ instrument }) => moneyScale(instrument)));
  const sum = rows.reduce(
    (total, row) => total + amountOf(row) * 10n ** BigInt(scale - moneyScale(row.instrument)),
    0n,
  );
  const shownScale = Math.max(0, ...rows.map(({ instrument }) => instrument.priceScale));
  return { text: signedText(rounded(sum, scale - shownScale), shownScale), sign: signOf(sum) };
}

export function signOf(amount: bigint): number {
  return amount > 0n ? 1 : amount < 0n ? -1 : 0;
}

/** Sums of several instruments compare as money, not as their digits. */
function byMoney(amountOf: (row: PositionRow) => bigint) {
  return byNumber((row: PositionRow) => Number(amountOf(row)) / 10 ** moneyScale(row.instrument));
}

/** A sum of money, short on the page and exact in a file. */
function moneyColumn(
  id: string,
  title: string,
  amountOf: (row: PositionRow) => bigint,
  inWords: (amount: bigint, scale: number) => string,
): Column<PositionRow> {
  return {
    ...{ id, title, width: 'minmax(72px, 1fr)', isNumber: true },
    text: (row) => inWords(rounded(amountOf(row), row.instrument.quantityScale), row.instrument.priceScale),
    saved: (row) => inWords(amountOf(row), moneyScale(row.instrument)),
    compare: byMoney(amountOf),
  };
}

export const POSITION_COLUMNS: readonly Column<PositionRow>[] = [
  {
    ...{ id: 'symbol', title: 'Symbol', width: 'minmax(58px, 1fr)', isWhole: true },
    text: ({ instrument }) => instrument.symbol,
    compare: byText(({ instrument }) => instrument.symbol),
  },
  {
    ...{ id: 'net', title: 'Net', width: 'minmax(64px, 1fr)', isNumber: true },
    text: ({ position, instrument }) => signedText(position.netQuantity, instrument.quantityScale),
    compare: byNumber(
      ({ position, instrument }) => Number(position.netQuantity) / 10 ** instrument.quantityScale,
    ),
  },
  {
    ...{ id: 'average', title: 'Average', width: 'minmax(72px, 1fr)', isNumber: true },
    text: ({ position, instrument }) => averageText(position.averagePrice, instrument.priceScale),
    compare: byNumber(({ position, instrument }) => position.averagePrice / 10 ** instrument.priceScale),
  },
  {
    ...{ id: 'last', title: 'Last', width: 'minmax(72px, 1fr)', isNumber: true },
    text: ({ lastPrice, instrument }) =>
      lastPrice === 0n ? '' : groupedText(lastPrice, instrument.priceScale),
    compare: byNumber(({ lastPrice, instrument }) => Number(lastPrice) / 10 ** instrument.priceScale),
  },
  moneyColumn('value', 'Value', ({ value }) => value, groupedText),
  moneyColumn('unrealized', 'Unrealised', ({ unrealized }) => unrealized, signedText),
  moneyColumn('realized', 'Realised', ({ realized }) => realized, signedText),
];

/** With whose it is, in front; there is no room for all, and the last price is the same in many rows. */
export const PARTY_POSITION_COLUMNS: readonly Column<PositionRow>[] = [
  {
    ...{ id: 'party', title: 'Party', width: 'minmax(80px, 1.4fr)' },
    text: ({ position }) => position.partyId,
    compare: byText(({ position }) => position.partyId),
  },
  ...POSITION_COLUMNS.filter(({ id }) => id !== 'value' && id !== 'last'),
];
