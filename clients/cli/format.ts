import type { ExecutionReport } from '../../gen/redleaf/v1/execution_pb.ts';
import { ExecType, ExecTypeSchema } from '../../gen/redleaf/v1/execution_pb.ts';
import type { OrderFill, Position } from '../../gen/redleaf/v1/history_pb.ts';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { PriceLevel, Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import {
  type Fill,
  type Order,
  type OrderStatus,
  OrderStatusSchema,
  OrderType,
  Side,
} from '../../gen/redleaf/v1/order_pb.ts';
import { fromMinorUnits } from './decimal.ts';

/** The words and numbers of the API, as lines of text. */

export function countText(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

type PriceScale = Pick<Instrument, 'priceScale'>;
type QuantityScale = Pick<Instrument, 'quantityScale'>;

export function priceText(price: bigint, { priceScale }: PriceScale): string {
  return fromMinorUnits(price, priceScale);
}

export function quantityText(quantity: bigint, { quantityScale }: QuantityScale): string {
  return fromMinorUnits(quantity, quantityScale);
}

/** Undefined for a side that is empty. */
export function levelText(level: PriceLevel | undefined, instrument: Instrument): string {
  if (level === undefined) return 'none';
  return `${quantityText(level.quantity, instrument)} at ${priceText(level.price, instrument)}`;
}

export function statusText(status: OrderStatus): string {
  return (OrderStatusSchema.value[status]?.localName ?? String(status)).toLowerCase().replaceAll('_', ' ');
}

function sideText(side: Side): string {
  return side === Side.BUY ? 'buy' : 'sell';
}

export function timeText(timeNs: bigint): string {
  return new Date(Number(timeNs / 1_000_000n)).toISOString();
}

/** The trades that an answer lists, and how many more there are. */
export function fillsText(
  { fills, fillCount }: { readonly fills: readonly Fill[]; readonly fillCount: bigint },
  instrument: Instrument,
): string[] {
  const lines = fills.map(
    ({ tradeId, price, quantity }) =>
      `  traded ${quantityText(quantity, instrument)} at ${priceText(price, instrument)} (trade ${tradeId})`,
  );
  const more = fillCount - BigInt(fills.length);
  return more > 0n ? [...lines, `  and ${more} more trades: redleaf history fills`] : lines;
}

export function orderText(order: Order, instrument: Instrument): string {
  const name = order.clientOrderId === '' ? '' : `  ${order.clientOrderId}`;
  const quantity = `${quantityText(order.leavesQuantity, instrument)} of ${quantityText(order.quantity, instrument)}`;
  const price = order.orderType === OrderType.MARKET ? 'market' : priceText(order.price, instrument);
  const words = [order.orderId, instrument.symbol, sideText(order.side), quantity, `at ${price}`];
  return `${words.join('  ')}  ${statusText(order.orderStatus)}${name}`;
}

export function tradeText(trade: Trade, instrument: Instrument): string {
  const quantity = quantityText(trade.quantity, instrument);
  const price = priceText(trade.price, instrument);
  const words = [timeText(trade.transactTimeNs), instrument.symbol, sideText(trade.aggressorSide), quantity];
  return `${words.join('  ')}  at ${price}  trade ${trade.tradeId}`;
}

export function orderFillText({ orderId, side, isMaker, trade }: OrderFill, instrument: Instrument): string {
  if (trade === undefined) return '';
  const quantity = quantityText(trade.quantity, instrument);
  const price = priceText(trade.price, instrument);
  const words = [timeText(trade.transactTimeNs), instrument.symbol, sideText(side), quantity, `at ${price}`];
  return `${words.join('  ')}  ${isMaker ? 'maker' : 'taker'}  order ${orderId}  trade ${trade.tradeId}`;
}

export function positionText(position: Position, instrument: Instrument): string {
  const net = quantityText(position.netQuantity, instrument);
  const bought = totalText('bought', position.boughtQuantity, position.averageBoughtPrice, instrument);
  const sold = totalText('sold', position.soldQuantity, position.averageSoldPrice, instrument);
  return [instrument.symbol, `net ${net}`, bought, sold].join('  ');
}

/** A mean has two more places than a price. */
function totalText(what: string, quantity: bigint, averagePrice: number, instrument: Instrument): string {
  const price = (averagePrice / 10 ** instrument.priceScale).toFixed(instrument.priceScale + 2);
  const at = quantity === 0n ? '' : ` at ${price}`;
  return `${what} ${quantityText(quantity, instrument)}${at}`;
}

export function executionText({ order, ...report }: ExecutionReport, instrument: Instrument): string {
  const what = (ExecTypeSchema.value[report.execType]?.localName ?? String(report.execType)).toLowerCase();
  const trade =
    report.execType === ExecType.TRADE
      ? ` ${quantityText(report.lastQuantity, instrument)} at ${priceText(report.lastPrice, instrument)}`
      : '';
  return `${report.sequence}  ${what}${trade}  ${order === undefined ? '' : orderText(order, instrument)}`;
}
