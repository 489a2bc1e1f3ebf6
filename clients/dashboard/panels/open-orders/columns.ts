import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import type { OwnOrder } from '../../core/account.ts';
import { groupedText } from '../../core/decimal.ts';
import { byPrice, byQuantity, SYMBOL_COLUMN } from '../../core/instrument-columns.ts';
import { byNumber, type Column } from '../../core/table.ts';
import { hasLimit } from '../../core/ticket.ts';
import { clockText } from '../../core/time.ts';
import { labelIn, sideText, statusText, TIMES_IN_FORCE } from '../../core/words.ts';

export interface OpenOrderRow extends OwnOrder {
  readonly instrument: Instrument;
}

/** Orders whose instrument is known. */
export function openOrderRows(
  orders: readonly OwnOrder[],
  instrumentOf: (instrumentId: number) => Instrument | undefined,
): readonly OpenOrderRow[] {
  return orders.flatMap((own) => {
    const instrument = instrumentOf(own.order.instrumentId);
    return instrument === undefined ? [] : [{ ...own, instrument }];
  });
}

/** What one can see of an order that is open, or on its way. */
export const OPEN_ORDER_COLUMNS: readonly Column<OpenOrderRow>[] = [
  {
    id: 'time',
    title: 'Time',
    width: '64px',
    text: ({ order }) => (order.acceptTimeNs === 0n ? '' : clockText(order.acceptTimeNs)),
    compare: byNumber(({ order }) => order.orderId),
  },
  SYMBOL_COLUMN,
  { id: 'side', title: 'Side', width: '28px', text: ({ order }) => sideText(order.side) },
  {
    id: 'price',
    title: 'Price',
    width: 'minmax(54px, 1fr)',
    isNumber: true,
    text: ({ order, instrument }) =>
      hasLimit(order.orderType) ? groupedText(order.price, instrument.priceScale) : 'market',
    compare: byPrice(({ order }) => order.price),
  },
  {
    id: 'open',
    title: 'Open',
    width: 'minmax(54px, 1fr)',
    isNumber: true,
    text: ({ order, instrument }) => groupedText(order.leavesQuantity, instrument.quantityScale),
    compare: byQuantity(({ order }) => order.leavesQuantity),
  },
  {
    id: 'filled',
    title: 'Filled',
    spare: 1,
    width: 'minmax(54px, 1fr)',
    isNumber: true,
    text: ({ order, instrument }) => groupedText(order.cumQuantity, instrument.quantityScale),
    compare: byQuantity(({ order }) => order.cumQuantity),
  },
  {
    id: 'ahead',
    title: 'Ahead',
    width: 'minmax(48px, 1fr)',
    isNumber: true,
    text: ({ place, instrument }) =>
      place === undefined ? '' : groupedText(BigInt(place.quantityAhead), instrument.quantityScale),
    compare: byQuantity(({ place }) => BigInt(place?.quantityAhead ?? 0)),
  },
  {
    id: 'tif',
    title: 'TIF',
    width: '36px',
    spare: 2,
    text: ({ order }) => (order.postOnly ? 'Post only' : labelIn(TIMES_IN_FORCE, order.timeInForce)),
  },
  {
    id: 'status',
    title: 'Status',
    width: 'minmax(54px, 1fr)',
    text: ({ order, pending }) => (pending === undefined ? statusText(order.orderStatus) : `${pending} …`),
  },
];
