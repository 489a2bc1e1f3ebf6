import type { AmendOrder } from '../domain/command.ts';
import type { Instrument } from '../domain/instrument.ts';
import {
  DEFAULT_MAX_NOTIONAL,
  MAX_INSTRUMENT_ID,
  MAX_PRICE,
  MAX_QUANTITY,
  MAX_SCALE,
  MAX_TICKS,
  MAX_TIME_NS,
} from '../domain/limits.ts';
import { mayRest, OrderType, TimeInForce } from '../domain/order.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import { type Refusal, refuse } from '../domain/refusal.ts';

/** Checks an order against its instrument; undefined if it is right. */
export function checkPlace(terms: OrderTerms, instrument: Instrument, nowNs: bigint): Refusal | undefined {
  return (
    checkType(terms) ??
    checkPostOnly(terms) ??
    checkExpireTime(terms, nowNs) ??
    checkQuantity(terms.quantity, instrument) ??
    checkPlacePrice(terms, instrument)
  );
}

export function checkAmend(command: AmendOrder, instrument: Instrument): Refusal | undefined {
  if (command.price === undefined && command.quantity === undefined) {
    return refuse('FIELD_REQUIRED', 'set a new price, a new quantity or both', 'quantity');
  }
  return (
    (command.quantity === undefined ? undefined : checkQuantity(command.quantity, instrument)) ??
    (command.price === undefined ? undefined : checkPrice(command.price, instrument))
  );
}

/** Checks the fields of a new instrument, defaults filled in. */
export function checkInstrument(instrument: Instrument): Refusal | undefined {
  const { instrumentId, priceScale, quantityScale, tickSize, lotSize } = instrument;
  const { minPrice, maxPrice, maxQuantity } = instrument;
  return (
    checkRange('instrument_id', instrumentId, 1, MAX_INSTRUMENT_ID) ??
    checkRange('price_scale', priceScale, 0, MAX_SCALE) ??
    checkRange('quantity_scale', quantityScale, 0, MAX_SCALE) ??
    checkRange('max_price', maxPrice, 1, MAX_PRICE) ??
    checkRange('max_quantity', maxQuantity, 1, MAX_QUANTITY) ??
    checkRange('tick_size', tickSize, 1, maxPrice) ??
    checkRange('lot_size', lotSize, 1, maxQuantity) ??
    checkRange('min_price', minPrice, 1, maxPrice) ??
    checkOnTick('min_price', minPrice, tickSize) ??
    checkRange('max_price', maxPrice, minPrice, highestMaxPrice(minPrice, tickSize))
  );
}

/** The highest price that the book can count in ticks from the lowest. */
function highestMaxPrice(minPrice: number, tickSize: number): number {
  return Math.min(MAX_PRICE, minPrice + (MAX_TICKS - 1) * tickSize);
}

/** The largest quantity with which no order at `maxPrice` can be worth 2^53 or more. */
export function defaultMaxQuantity(maxPrice: number): number {
  return Math.floor(DEFAULT_MAX_NOTIONAL / maxPrice);
}

/** A market order has no price and may not rest. */
function checkType({ orderType, timeInForce, price }: OrderTerms): Refusal | undefined {
  if (orderType === OrderType.Limit) return undefined;
  if (timeInForce !== TimeInForce.ImmediateOrCancel) {
    return refuse(
      'FIELD_INVALID',
      'a MARKET order never rests: leave time_in_force out, or use IOC',
      'time_in_force',
    );
  }
  if (price !== 0) return refuse('FIELD_INVALID', 'a MARKET order has no price: leave it out', 'price');
  return undefined;
}

/** Exactly the orders that are good till a date have a time of expiry, which is later than now. */
function checkExpireTime({ timeInForce, expireTimeNs }: OrderTerms, nowNs: bigint): Refusal | undefined {
  const field = 'expire_time_ns';
  if (timeInForce !== TimeInForce.GoodTillDate) {
    if (expireTimeNs === undefined) return undefined;
    return refuse('FIELD_INVALID', 'only a GTD order has a time of expiry: leave it out', field);
  }
  if (expireTimeNs === undefined) return refuse('FIELD_REQUIRED', 'a GTD order has a time of expiry', field);
  if (expireTimeNs > nowNs && expireTimeNs <= MAX_TIME_NS) return undefined;
  const [min, max] = [String(nowNs + 1n), String(MAX_TIME_NS)];
  return refuse('FIELD_OUT_OF_RANGE', `expire_time_ns must be from ${min} to ${max}: later than now`, field, {
    min,
    max,
  });
}

/** Only an order that may rest can be kept from taking. */
function checkPostOnly({ postOnly, timeInForce }: OrderTerms): Refusal | undefined {
  if (postOnly !== true || mayRest(timeInForce)) return undefined;
  return refuse('FIELD_INVALID', 'only an order that may rest can be post_only: use GTC or GTD', 'post_only');
}

function checkPlacePrice({ orderType, price }: OrderTerms, instrument: Instrument): Refusal | undefined {
  return orderType === OrderType.Market ? undefined : checkPrice(price, instrument);
}

function checkPrice(price: number, { minPrice, maxPrice, tickSize }: Instrument): Refusal | undefined {
  return checkRange('price', price, minPrice, maxPrice) ?? checkOnTick('price', price, tickSize);
}

function checkOnTick(field: string, price: number, tickSize: number): Refusal | undefined {
  if (price % tickSize === 0) return undefined;
  return refuse('PRICE_OFF_TICK', `${field} must be a multiple of ${tickSize}`, field, {
    tick_size: String(tickSize),
  });
}

function checkQuantity(quantity: number, { maxQuantity, lotSize }: Instrument): Refusal | undefined {
  const outOfRange = checkRange('quantity', quantity, 1, maxQuantity);
  if (outOfRange !== undefined) return outOfRange;
  if (quantity % lotSize === 0) return undefined;
  return refuse('QUANTITY_OFF_LOT', `quantity must be a multiple of ${lotSize}`, 'quantity', {
    lot_size: String(lotSize),
  });
}

function checkRange(field: string, value: number, min: number, max: number): Refusal | undefined {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return undefined;
  return refuse('FIELD_OUT_OF_RANGE', `${field} must be a whole number from ${min} to ${max}`, field, {
    min: String(min),
    max: String(max),
  });
}
