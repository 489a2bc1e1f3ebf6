import { groupedText } from '../../core/decimal.ts';
import {
  byPrice,
  byQuantity,
  moneyColumn,
  type OfInstrument,
  SYMBOL_COLUMN,
} from '../../core/instrument-columns.ts';
import type { OwnFill } from '../../core/own-fills.ts';
import { byNumber, byText, type Column } from '../../core/table.ts';
import { dateText, recentText } from '../../core/time.ts';
import { sideText } from '../../core/words.ts';

export interface FillRow extends OfInstrument {
  readonly fill: OwnFill;
}

/** What one trade was to one order of the party. */
export const FILL_COLUMNS: readonly Column<FillRow>[] = [
  {
    ...{ id: 'time', title: 'Time', width: '76px' },
    text: ({ fill }) => recentText(fill.timeNs),
    saved: ({ fill }) => dateText(fill.timeNs),
    compare: byNumber(({ fill }) => fill.execId),
  },
  SYMBOL_COLUMN,
  {
    ...{ id: 'side', title: 'Side', width: '28px' },
    text: ({ fill }) => sideText(fill.side),
    compare: byNumber(({ fill }) => fill.side),
  },
  {
    ...{ id: 'price', title: 'Price', width: 'minmax(72px, 1fr)', isNumber: true },
    text: ({ fill, instrument }) => groupedText(fill.price, instrument.priceScale),
    compare: byPrice(({ fill }) => fill.price),
  },
  {
    ...{ id: 'quantity', title: 'Quantity', width: 'minmax(72px, 1fr)', isNumber: true },
    text: ({ fill, instrument }) => groupedText(fill.quantity, instrument.quantityScale),
    compare: byQuantity(({ fill }) => fill.quantity),
  },
  moneyColumn('value', 'Value', ({ fill }) => BigInt(fill.price) * BigInt(fill.quantity), groupedText),
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
