import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Statistics } from '../../../gen/redleaf/v1/market_data_pb.ts';
import type { Position } from '../../../gen/redleaf/v1/position_pb.ts';
import { averageText, groupedText, signedText } from './decimal.ts';
import {
  byPrice,
  byQuantity,
  moneyColumn,
  moneyScale,
  type OfInstrument,
  rounded,
  SYMBOL_COLUMN,
} from './instrument-columns.ts';
import { byText, type Column } from './table.ts';

/** Sums of money are in minor units of price × quantity. */
export interface PositionRow extends OfInstrument {
  readonly position: Position;
  /** Below 0 when more was sold than bought. */
  readonly net: bigint;
  readonly lastPrice: bigint;
  /** What the open part is worth at the last price. */
  readonly value: bigint;
  readonly realized: bigint;
  readonly unrealized: bigint;
}

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
    const net = bigOf(position.netQuantity);
    const value = net * lastPrice;
    // Without a last trade nothing is known of its worth.
    const unrealized = lastPrice === 0n ? 0n : value - bigOf(position.openNotional);
    const realized = bigOf(position.realizedPnl);
    return [{ position, instrument, net, lastPrice, value, realized, unrealized }];
  });
}

function bigOf(digits: string): bigint {
  return digits === '' ? 0n : BigInt(digits);
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

export const POSITION_COLUMNS: readonly Column<PositionRow>[] = [
  SYMBOL_COLUMN,
  {
    ...{ id: 'net', title: 'Net', width: 'minmax(64px, 1fr)', isNumber: true },
    text: ({ net, instrument }) => signedText(net, instrument.quantityScale),
    compare: byQuantity(({ net }) => net),
  },
  {
    ...{ id: 'average', title: 'Average', width: 'minmax(72px, 1fr)', isNumber: true },
    text: ({ position, instrument }) => averageText(position.averagePrice, instrument.priceScale),
    compare: byPrice(({ position }) => position.averagePrice),
  },
  {
    ...{ id: 'last', title: 'Last', width: 'minmax(72px, 1fr)', isNumber: true },
    text: ({ lastPrice, instrument }) =>
      lastPrice === 0n ? '' : groupedText(lastPrice, instrument.priceScale),
    compare: byPrice(({ lastPrice }) => lastPrice),
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
