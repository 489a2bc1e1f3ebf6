import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';
import type { Level, Sides } from './book.ts';
import { decimalText, groupedText, parseDecimal } from './decimal.ts';
import type { NewOrder, Reject } from './order-desk.ts';
import { withoutField } from './words.ts';

/** What stands in the ticket, as it was typed. */
export interface TicketForm {
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly isPostOnly: boolean;
  /** When the order expires, as a browser writes a date with a time, such as `2026-03-31T09:30`. */
  readonly expires: string;
  readonly price: string;
  readonly quantity: string;
}

/** A field that a number is typed into. */
export type NumberName = 'price' | 'quantity';

export type TicketField = NumberName | 'expires' | 'form';

/** By field. */
export type TicketProblems = Partial<Record<TicketField, string>>;

export type Checked =
  | { readonly order: NewOrder; readonly problems?: undefined }
  | { readonly problems: TicketProblems };

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

export const EMPTY_TICKET: TicketForm = {
  side: Side.BUY,
  orderType: OrderType.LIMIT,
  timeInForce: TimeInForce.GTC,
  isPostOnly: false,
  expires: '',
  price: '',
  quantity: '',
};

export function hasLimit(orderType: OrderType): boolean {
  return orderType !== OrderType.MARKET;
}

/** What can go with a type: an order at the market never rests. */
export function allowsTimeInForce(orderType: OrderType, timeInForce: TimeInForce): boolean {
  return orderType !== OrderType.MARKET || timeInForce === TimeInForce.IOC;
}

/** Only an order that may rest can be kept from taking. */
export function allowsPostOnly({ orderType, timeInForce }: TicketForm): boolean {
  return hasLimit(orderType) && (timeInForce === TimeInForce.GTC || timeInForce === TimeInForce.GTD);
}

export function hasExpiry({
  orderType,
  timeInForce,
}: Pick<TicketForm, 'orderType' | 'timeInForce'>): boolean {
  return hasLimit(orderType) && timeInForce === TimeInForce.GTD;
}

/** The form after its type was changed. */
export function withOrderType(form: TicketForm, orderType: OrderType): TicketForm {
  if (allowsTimeInForce(orderType, form.timeInForce)) return { ...form, orderType };
  return { ...form, orderType, timeInForce: TimeInForce.IOC };
}

/** The order that the ticket says, or what is wrong with each field, before anything is sent. */
export function checkTicket(form: TicketForm, instrument: Instrument): Checked {
  const problems: { -readonly [Field in TicketField]?: string } = {};
  const check = (field: NumberName): number => {
    const { value, problem } = checkNumber(form[field], boundsOf(field, instrument));
    if (problem !== undefined) problems[field] = problem;
    return value;
  };
  const price = hasLimit(form.orderType) ? check('price') : 0;
  const quantity = check('quantity');
  const expireMs = hasExpiry(form) ? Date.parse(form.expires) : 0;
  if (Number.isNaN(expireMs)) problems.expires = 'is missing';
  if (Object.keys(problems).length > 0) return { problems };
  const expireTimeNs = BigInt(expireMs) * NANOSECONDS_PER_MILLISECOND;
  const { side, orderType, timeInForce } = form;
  const postOnly = form.isPostOnly && allowsPostOnly(form);
  const { instrumentId } = instrument;
  return { order: { instrumentId, side, orderType, timeInForce, postOnly, expireTimeNs, price, quantity } };
}

/** What a number may be, in minor units. */
interface Bounds {
  readonly scale: number;
  readonly step: number;
  readonly stepName: string;
  readonly min: number;
  readonly max: number;
}

export function boundsOf(field: NumberName, instrument: Instrument): Bounds {
  const { priceScale, quantityScale, tickSize, lotSize, minPrice, maxPrice, maxQuantity } = instrument;
  return field === 'price'
    ? {
        ...{ scale: priceScale, step: Number(tickSize), stepName: 'tick' },
        ...{ min: Number(minPrice), max: Number(maxPrice) },
      }
    : {
        ...{ scale: quantityScale, step: Number(lotSize), stepName: 'lot' },
        ...{ min: Number(lotSize), max: Number(maxQuantity) },
      };
}

function checkNumber(typed: string, { scale, step, stepName, min, max }: Bounds) {
  if (typed.trim() === '') return { value: 0, problem: 'is missing' };
  const parsed = parseDecimal(typed, scale);
  if ('problem' in parsed) return { value: 0, problem: parsed.problem };
  const { value } = parsed;
  if (value === 0) return { value, problem: 'must be more than 0' };
  if (value > max) return { value, problem: `is at most ${groupedText(max, scale)}` };
  if (value < min && min > step) return { value, problem: `is at least ${groupedText(min, scale)}` };
  if (value % step !== 0) {
    const below = Math.floor(value / step) * step;
    const near = [below, below + step].filter((nearby) => nearby >= min && nearby <= max);
    const nearText = near.map((nearby) => groupedText(nearby, scale)).join(' or ');
    return { value, problem: `is a multiple of the ${stepName}, ${decimalText(step, scale)}: ${nearText}` };
  }
  return { value, problem: undefined };
}

/** Problems of the ticket for what the exchange has refused. */
export function problemsOf({ field, message }: Reject): TicketProblems {
  if (field === 'price' || field === 'quantity') return { [field]: withoutField(message, field) };
  if (field === 'expire_time_ns') return { expires: 'must be later than now' };
  return { form: message };
}

/** A number of the ticket, some steps further; what is empty begins at a given value. */
export function stepped(typed: string, steps: number, { scale, step, min, max, start }: Stepping): string {
  const parsed = parseDecimal(typed, scale);
  const value = 'value' in parsed ? parsed.value : undefined;
  const next = value === undefined ? start : Math.round(value / step) * step + steps * step;
  return decimalText(Math.min(Math.max(next, min), Math.floor(max / step) * step), scale);
}

interface Stepping {
  readonly scale: number;
  readonly step: number;
  readonly min: number;
  readonly max: number;
  readonly start: number;
}

/** What an order would cost or bring, in minor units of price × quantity, as far as the book is known. */
export interface Preview {
  /** Price × quantity at the limit, or at what the book offers; 0 for an order that would be canceled. */
  readonly value: bigint;
  /** What would trade at once. */
  readonly takes: number;
  /** Why the exchange would cancel it at once and as a whole; undefined if it would not. */
  readonly canceledFor: CancelReason | undefined;
}

/** @param depth levels of each side that `sides` has at most. The book may have more. */
export function previewOf(
  { side, orderType, timeInForce, postOnly, price, quantity }: NewOrder,
  sides: Sides | undefined,
  depth: number,
): Preview {
  const levels = (side === Side.BUY ? sides?.asks : sides?.bids) ?? [];
  const isLimited = hasLimit(orderType);
  const isTooDear = (level: Level) =>
    isLimited && (side === Side.BUY ? level.price > price : level.price < price);
  let left = quantity;
  let value = 0n;
  for (const level of levels) {
    if (left === 0 || isTooDear(level)) break;
    const taken = Math.min(left, Number(level.quantity));
    value += BigInt(taken) * BigInt(level.price);
    left -= taken;
  }
  const takes = quantity - left;
  if (isLimited) value += BigInt(left) * BigInt(price);
  const isWhole = sides !== undefined && (levels.length < depth || levels.some(isTooDear));
  const isKilled = timeInForce === TimeInForce.FOK && left > 0 && isWhole;
  if (postOnly && takes > 0) return { value: 0n, takes: 0, canceledFor: CancelReason.POST_ONLY };
  if (isKilled) return { value: 0n, takes: 0, canceledFor: CancelReason.FILL_OR_KILL };
  return { value, takes, canceledFor: undefined };
}

/** What the ticket says of an order that would be canceled at once. */
export function cancelText(canceledFor: CancelReason): string {
  return canceledFor === CancelReason.POST_ONLY
    ? 'Would be canceled at once: it is post-only, and the book has orders at its price.'
    : 'Would be canceled at once: the book has too few orders at its price to fill all of it.';
}

/** An order in words: `Buy 10 ACME at 100.54`. */
export function orderText(
  { side, orderType, price, quantity }: Pick<NewOrder, 'side' | 'orderType' | 'price' | 'quantity'>,
  { symbol, priceScale, quantityScale }: Pick<Instrument, 'symbol' | 'priceScale' | 'quantityScale'>,
): string {
  const verb = side === Side.BUY ? 'Buy' : 'Sell';
  const limit = hasLimit(orderType) ? `at ${groupedText(price, priceScale)}` : 'at the market';
  return `${verb} ${groupedText(quantity, quantityScale)} ${symbol} ${limit}`;
}
