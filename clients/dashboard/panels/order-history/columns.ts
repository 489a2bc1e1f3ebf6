import { type Order, TimeInForce } from '../../../../gen/redleaf/v1/order_pb.ts';
import type { OwnOrder } from '../../core/account.ts';
import { averageText, groupedText } from '../../core/decimal.ts';
import { byPrice, byQuantity, type OfInstrument, SYMBOL_COLUMN } from '../../core/instrument-columns.ts';
import type { OwnFill } from '../../core/own-fills.ts';
import { byNumber, byText, type Column } from '../../core/table.ts';
import { hasLimit } from '../../core/ticket.ts';
import { dateText, recentText } from '../../core/time.ts';
import {
  cancelReasonLabel,
  labelIn,
  ORDER_TYPES,
  sideText,
  statusText,
  TIMES_IN_FORCE,
} from '../../core/words.ts';

/** An order, or one of its fills below it. */
export interface HistoryRow extends OfInstrument {
  readonly order: Order;
  readonly fill?: OwnFill;
}

/** What the exchange has of the party's orders: not those that it has not answered yet. */
export function answeredOrders(open: readonly OwnOrder[]): readonly Order[] {
  return open.filter(({ order }) => order.orderId > 0n).map(({ order }) => order);
}

/** Text of an order's row, and of a fill's. */
function either(ofOrder: (row: HistoryRow) => string, ofFill: (fill: OwnFill, row: HistoryRow) => string) {
  return (row: HistoryRow) => (row.fill === undefined ? ofOrder(row) : ofFill(row.fill, row));
}

function none(): string {
  return '';
}

export const HISTORY_COLUMNS: readonly Column<HistoryRow>[] = [
  {
    ...{ id: 'order', title: 'Order', width: '58px' },
    text: either(({ order }) => String(order.orderId), none),
    compare: byNumber(({ order }) => order.orderId),
  },
  {
    ...{ id: 'time', title: 'Time', width: '76px' },
    text: either(
      ({ order }) => recentText(order.acceptTimeNs),
      ({ timeNs }) => recentText(timeNs),
    ),
    saved: either(
      ({ order }) => dateText(order.acceptTimeNs),
      ({ timeNs }) => dateText(timeNs),
    ),
    compare: byNumber(({ order }) => order.acceptTimeNs),
  },
  {
    ...SYMBOL_COLUMN,
    text: either(SYMBOL_COLUMN.text, ({ isMaker }) => (isMaker ? 'maker' : 'taker')),
  },
  {
    ...{ id: 'side', title: 'Side', width: '28px' },
    text: either(({ order }) => sideText(order.side), none),
    compare: byNumber(({ order }) => order.side),
  },
  {
    ...{ id: 'type', title: 'Type', width: 'minmax(46px, 1fr)', spare: 1 },
    text: either(
      ({ order }) => typeText(order),
      ({ tradeId }) => `#${tradeId}`,
    ),
    compare: byNumber(({ order }) => order.orderType),
  },
  {
    ...{ id: 'price', title: 'Price', width: 'minmax(50px, 1fr)', isNumber: true },
    text: either(
      ({ order, instrument }) =>
        hasLimit(order.orderType) ? groupedText(order.price, instrument.priceScale) : 'market',
      none,
    ),
    compare: byPrice(({ order }) => order.price),
  },
  {
    ...{ id: 'quantity', title: 'Quantity', width: 'minmax(50px, 1fr)', isNumber: true },
    text: either(({ order, instrument }) => groupedText(order.quantity, instrument.quantityScale), none),
    compare: byQuantity(({ order }) => order.quantity),
  },
  {
    ...{ id: 'filled', title: 'Filled', width: 'minmax(44px, 1fr)', isNumber: true },
    text: either(
      ({ order, instrument }) => groupedText(order.cumQuantity, instrument.quantityScale),
      ({ quantity }, { instrument }) => groupedText(quantity, instrument.quantityScale),
    ),
    compare: byQuantity(({ order }) => order.cumQuantity),
  },
  {
    ...{ id: 'average', title: 'Average', width: 'minmax(54px, 1fr)', isNumber: true },
    text: either(
      ({ order, instrument }) => averageText(order.averagePrice, instrument.priceScale),
      ({ price }, { instrument }) => groupedText(price, instrument.priceScale),
    ),
    compare: byPrice(({ order }) => order.averagePrice),
  },
  {
    ...{ id: 'status', title: 'Status', width: 'minmax(64px, 1fr)' },
    text: either(({ order }) => statusText(order.orderStatus), none),
    compare: byText(({ order }) => statusText(order.orderStatus)),
  },
  {
    ...{ id: 'reason', title: 'Reason', width: 'minmax(60px, 1fr)', spare: 2 },
    text: either(({ order }) => cancelReasonLabel(order.cancelReason), none),
    compare: byText(({ order }) => cancelReasonLabel(order.cancelReason)),
  },
];

/** The time in force tells more than that an order has a limit; a market order has but one. */
function typeText({ orderType, timeInForce, postOnly }: Order): string {
  if (postOnly) return 'Post only';
  const isPlain = !hasLimit(orderType) || timeInForce === TimeInForce.GTC;
  return isPlain ? labelIn(ORDER_TYPES, orderType) : labelIn(TIMES_IN_FORCE, timeInForce);
}
