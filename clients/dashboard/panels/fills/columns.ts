import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { groupedText } from '../../core/decimal.ts';
import type { OwnFill } from '../../core/own-fills.ts';
import { byNumber, byText, type Column } from '../../core/table.ts';
import { dateText, recentText } from '../../core/time.ts';
import { sideText } from '../../core/words.ts';

export interface FillRow {
  readonly fill: OwnFill;
  readonly instrument: Instrument;
}

/** Price × quantity, in minor units of both. */
function fillValue({ price, quantity }: Pick<OwnFill, 'price' | 'quantity'>): bigint {
  return BigInt(price) * BigInt(quantity);
}

/** What one trade was to one order of the party. */
export const FILL_COLUMNS: readonly Column<FillRow>[] = [
  {
    ...{ id: 'time', title: 'Time', width: '76px' },
    text: ({ fill }) => recentText(fill.timeNs),
    saved: ({ fill }) => dateText(fill.timeNs),
    compare: byNumber(({ fill }) => fill.execId),
  },
  {
    ...{ id: 'symbol', title: 'Symbol', width: 'minmax(54px, 1fr)', isWhole: true },
    text: ({ instrument }) => instrument.symbol,
    compare: byText(({ instrument }) => instrument.symbol),
  },
  {
    ...{ id: 'side', title: 'Side', width: '28px' },
    text: ({ fill }) => sideText(fill.side),
    compare: byNumber(({ fill }) => fill.side),
  },
  {
    ...{ id: 'price', title: 'Price', width: 'minmax(72px, 1fr)', isNumber: true },
    text: ({ fill, instrument }) => groupedText(fill.price, instrument.priceScale),
    compare: byNumber(({ fill }) => fill.price),
  },
  {
    ...{ id: 'quantity', title: 'Quantity', width: 'minmax(72px, 1fr)', isNumber: true },
    text: ({ fill, instrument }) => groupedText(fill.quantity, instrument.quantityScale),
    compare: byNumber(({ fill }) => fill.quantity),
  },
  {
    ...{ id: 'value', title: 'Value', width: 'minmax(84px, 1fr)', isNumber: true },
    text: ({ fill, instrument }) =>
      groupedText(fillValue(fill), instrument.priceScale + instrument.quantityScale),
    compare: byNumber(({ fill }) => fillValue(fill)),
  },
  {
    ...{ id: 'role', title: 'Role', width: '48px' },
    text: ({ fill }) => (fill.isMaker ? 'Maker' : 'Taker'),
    compare: byText(({ fill }) => (fill.isMaker ? 'Maker' : 'Taker')),
  },
  {
    ...{ id: 'trade', title: 'Trade', width: '56px', isNumber: true },
    text: ({ fill }) => String(fill.tradeId),
    compare: byNumber(({ fill }) => fill.tradeId),
  },
  {
    ...{ id: 'order', title: 'Order', width: '56px', isNumber: true },
    text: ({ fill }) => String(fill.orderId),
    compare: byNumber(({ fill }) => fill.orderId),
  },
];
