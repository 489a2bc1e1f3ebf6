import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import type { Statistics } from '../../../../gen/redleaf/v1/market_data_pb.ts';
import { groupedText, percentText, shortText } from '../../core/decimal.ts';
import { byPrice, type OfInstrument, SYMBOL_COLUMN } from '../../core/instrument-columns.ts';
import { byNumber, byText, type Column } from '../../core/table.ts';

export interface InstrumentRow extends OfInstrument {
  /** Undefined until it is here. */
  readonly statistics: Statistics | undefined;
  /** Change of 24 hours, as a part of the price before; 0 when nothing has traded. */
  readonly change: number;
}

export function instrumentRows(
  instruments: readonly Instrument[],
  statistics: ReadonlyMap<number, Statistics>,
): readonly InstrumentRow[] {
  return instruments.map((instrument) => {
    const now = statistics.get(instrument.instrumentId);
    const reference = Number(now?.referencePrice ?? 0n);
    const change = reference === 0 ? 0 : (Number(now?.lastPrice) - reference) / reference;
    return { instrument, statistics: now, change };
  });
}

type PriceField = 'lastPrice' | 'highPrice' | 'lowPrice';

function priceColumn(id: string, title: string, field: PriceField): Column<InstrumentRow> {
  return {
    ...{ id, title, width: 'minmax(56px, 1.2fr)', isNumber: true },
    text: ({ instrument, statistics }) => {
      const price = statistics?.[field] ?? 0n;
      return price === 0n ? '–' : groupedText(price, instrument.priceScale);
    },
    compare: byPrice(({ statistics }) => statistics?.[field] ?? 0n),
  };
}

function amountColumn(
  id: string,
  title: string,
  amountOf: (statistics: Statistics) => bigint,
  scaleOf: (instrument: Instrument) => number,
): Column<InstrumentRow> {
  const amount = ({ statistics }: InstrumentRow) => (statistics === undefined ? 0n : amountOf(statistics));
  return {
    ...{ id, title, width: 'minmax(54px, 1fr)', isNumber: true },
    text: (row) => shortText(amount(row), scaleOf(row.instrument)),
    saved: (row) => groupedText(amount(row), scaleOf(row.instrument)),
    compare: byNumber((row) => Number(amount(row)) / 10 ** scaleOf(row.instrument)),
  };
}

const DESCRIPTION: Column<InstrumentRow> = {
  ...{ id: 'description', title: 'Description', width: 'minmax(150px, 2fr)' },
  text: ({ instrument }) => instrument.description,
  compare: byText(({ instrument }) => instrument.description),
};

const SPARK: Column<InstrumentRow> = { id: 'spark', title: '', width: '24px', text: () => '', spare: 0 };
const LAST = priceColumn('last', 'Last', 'lastPrice');

const CHANGE: Column<InstrumentRow> = {
  ...{ id: 'change', title: '24 h', width: '48px', isNumber: true },
  text: ({ change, statistics }) =>
    statistics === undefined || statistics.referencePrice === 0n
      ? '–'
      : percentText(change, 1).replace(' ', ''),
  compare: byNumber(({ change }) => change),
};

/** What it is, and how it stands; the others where there is room. */
export const INSTRUMENT_COLUMNS: readonly Column<InstrumentRow>[] = [
  SYMBOL_COLUMN,
  { ...DESCRIPTION, spare: 4 },
  SPARK,
  LAST,
  CHANGE,
  { ...priceColumn('high', 'High', 'highPrice'), spare: 3 },
  { ...priceColumn('low', 'Low', 'lowPrice'), spare: 3 },
  {
    ...amountColumn(
      'volume',
      'Volume',
      ({ volume }) => BigInt(volume),
      ({ quantityScale }) => quantityScale,
    ),
    spare: 1,
  },
  {
    ...amountColumn(
      'value',
      'Value',
      ({ value }) => BigInt(value),
      ({ priceScale, quantityScale }) => priceScale + quantityScale,
    ),
    spare: 2,
  },
  {
    ...amountColumn(
      'open-interest',
      'Open int.',
      ({ openInterest }) => BigInt(openInterest),
      ({ quantityScale }) => quantityScale,
    ),
    spare: 3,
  },
];
