import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import { fromMinorUnits } from '@redleaf/client';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';

export type Scales = Pick<Instrument, 'symbol' | 'priceScale' | 'quantityScale'>;

/** A mean has two more places than a price. */
export const MEAN_PLACES = 2;

/**
 * Adds what people use to a message as JSON: the symbol of the instrument, and beside every price and quantity in minor
 * units the same as a decimal, `price_decimal` beside `price`.
 */
export function withDecimals(message: JsonValue, instrument: Scales): JsonValue {
  if (!isObject(message)) return message;
  const { symbol, ...fields } = decimalsOf(message, instrument);
  return { symbol: symbol ?? instrument.symbol, ...fields };
}

function decimalsOf(message: JsonObject, instrument: Scales): JsonObject {
  const entries = Object.entries(message).flatMap(([name, value]): [string, JsonValue][] => {
    if (Array.isArray(value)) {
      return [[name, value.map((item) => (isObject(item) ? decimalsOf(item, instrument) : item))]];
    }
    if (isObject(value)) return [[name, decimalsOf(value, instrument)]];
    const decimal = decimalOf(name, value, instrument);
    return decimal === undefined
      ? [[name, value]]
      : [
          [name, value],
          [`${name}_decimal`, decimal],
        ];
  });
  return Object.fromEntries(entries);
}

/** Undefined for what is neither a price nor a quantity. */
function decimalOf(name: string, value: JsonValue, instrument: Scales): string | undefined {
  const scale = scaleOf(name, instrument);
  if (scale === undefined || value === '') return undefined;
  if (typeof value === 'string') return fromMinorUnits(BigInt(value), scale);
  if (typeof value === 'number') return (value / 10 ** scale).toFixed(scale + MEAN_PLACES);
  return undefined;
}

/** Of a field of the API that is a price, a quantity or their product; undefined for others. */
export function scaleOf(name: string, { priceScale, quantityScale }: Scales): number | undefined {
  if (name.endsWith('notional') || name.endsWith('pnl') || name === 'value')
    return priceScale + quantityScale;
  if (name.endsWith('price') || name === 'tick_size') return priceScale;
  if (name.endsWith('quantity') || ['lot_size', 'volume', 'open_interest'].includes(name))
    return quantityScale;
  return undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
