import type { DescEnum } from '@bufbuild/protobuf';
import { fromMinorUnits } from '@redleaf/client';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { PriceLevel } from '../../gen/redleaf/v1/market_data_pb.ts';
import {
  CancelReason,
  CancelReasonSchema,
  type Fill,
  type Order,
  type OrderStatus,
  OrderStatusSchema,
  OrderType,
  Side,
} from '../../gen/redleaf/v1/order_pb.ts';
import { MEAN_PLACES } from './decimal-json.ts';

/** The words and numbers of the API, as lines of text. */

export function countText(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

type PriceScale = Pick<Instrument, 'priceScale'>;
type QuantityScale = Pick<Instrument, 'quantityScale'>;

export function priceText(price: bigint, { priceScale }: PriceScale): string {
  return fromMinorUnits(price, priceScale);
}

/** @param quantity of an order or a trade, or the digits of a sum. */
export function quantityText(quantity: bigint | string, { quantityScale }: QuantityScale): string {
  return fromMinorUnits(quantity, quantityScale);
}

/** In percent; empty where there was no price before. */
export function changeText(before: bigint, now: bigint): string {
  if (before === 0n) return '';
  const percent = (Number(now - before) / Number(before)) * 100;
  return `${percent > 0 ? '+' : ''}${percent.toFixed(2)}%`;
}

/** Undefined for a side that is empty. */
export function levelText(level: PriceLevel | undefined, instrument: Instrument): string {
  if (level === undefined) return 'none';
  return `${quantityText(level.quantity, instrument)} at ${priceText(level.price, instrument)}`;
}

export function statusText(status: OrderStatus): string {
  return wordText(OrderStatusSchema, status);
}

/** Why an order was canceled at once, after the rest of a line; empty when it was not. */
export function canceledText(reason: CancelReason): string {
  return reason === CancelReason.UNSPECIFIED ? '' : `: ${cancelReasonText(reason)}`;
}

/** Why an order was canceled; empty when it was not. */
export function cancelReasonText(reason: CancelReason): string {
  if (reason === CancelReason.UNSPECIFIED) return '';
  return CANCELED_BECAUSE[reason] ?? wordText(CancelReasonSchema, reason);
}

const CANCELED_BECAUSE: Readonly<Record<number, string>> = {
  [CancelReason.REQUESTED]: 'its owner canceled it',
  [CancelReason.EXPIRED]: 'its time of expiry came',
  [CancelReason.IMMEDIATE_OR_CANCEL]: 'the book had no more orders at its price',
  [CancelReason.FILL_OR_KILL]: 'the book had too few orders at its price to fill all of it',
  [CancelReason.POST_ONLY]: 'it was post-only and would have traded at once',
};

/** A value of an enum, in lower case. */
export function wordText({ value }: DescEnum, number: number): string {
  return (value[number]?.localName ?? String(number)).toLowerCase().replaceAll('_', ' ');
}

export function sideText(side: Side): string {
  return side === Side.BUY ? 'buy' : 'sell';
}

export function timeText(timeNs: bigint): string {
  return new Date(Number(timeNs / 1_000_000n)).toISOString();
}

/** To the second, for people. */
export function shortTimeText(timeNs: bigint): string {
  return `${timeText(timeNs).slice(0, 19).replace('T', ' ')}Z`;
}

/** To the minute, where seconds say nothing. */
export function minuteText(timeNs: bigint): string {
  return `${timeText(timeNs).slice(0, 16).replace('T', ' ')}Z`;
}

/** The time of the day alone, for what happens now. */
export function clockText(timeNs: bigint): string {
  return timeText(timeNs).slice(11);
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

/** The limit of an order. */
export function limitText({ orderType, price }: Order, instrument: PriceScale): string {
  return orderType === OrderType.MARKET ? 'market' : priceText(price, instrument);
}

/** The mean price of what traded; empty when nothing did. */
export function meanPriceText(
  quantity: bigint | string,
  meanPrice: number,
  { priceScale }: PriceScale,
): string {
  return BigInt(quantity) === 0n ? '' : (meanPrice / 10 ** priceScale).toFixed(priceScale + MEAN_PLACES);
}
