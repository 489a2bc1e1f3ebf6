import { Code } from '@connectrpc/connect';
import { RedleafError } from './redleaf-error.ts';

/** Largest `int64`: the number of an order is never larger. */
const MAX_INT64 = 2n ** 63n - 1n;
const DECIMAL = /^(?<whole>\d+)(?:\.(?<fraction>\d+))?$/;

/**
 * Converts a decimal text to minor units: `100.5` at scale 2 is 10050. Exact: no floating-point arithmetic.
 *
 * @param field name of the number, for the error.
 * @throws RedleafError FIELD_INVALID if the text is not a decimal or has more places than the scale, FIELD_OUT_OF_RANGE above
 * 2^63 - 1 minor units.
 */
export function toMinorUnits(text: string, scale: number, field: string): bigint {
  const { whole, fraction = '' } = DECIMAL.exec(text)?.groups ?? {};
  if (whole === undefined)
    throw invalid('FIELD_INVALID', field, `${field} must be a decimal number such as 12.5, not '${text}'`);
  if (fraction.length > scale) {
    const message = `${field} ${text} has ${fraction.length} decimal places; at most ${scale} are possible here`;
    throw invalid('FIELD_INVALID', field, message);
  }
  const minorUnits = BigInt(whole + fraction.padEnd(scale, '0'));
  if (minorUnits > MAX_INT64)
    throw invalid('FIELD_OUT_OF_RANGE', field, `${field} ${text} is larger than any exchange takes`);
  return minorUnits;
}

/**
 * Converts minor units to a decimal text with all places of the scale: 10050 at scale 2 is `100.50`.
 *
 * @param minorUnits a number of the API, or the digits of a sum.
 */
export function fromMinorUnits(minorUnits: bigint | string, scale: number): string {
  const units = BigInt(minorUnits);
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function invalid(reason: 'FIELD_INVALID' | 'FIELD_OUT_OF_RANGE', field: string, message: string) {
  return new RedleafError(message, { code: Code.InvalidArgument, reason, field });
}
