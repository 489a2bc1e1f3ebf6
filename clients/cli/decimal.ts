import { UsageError } from './usage-error.ts';

/** The API has no larger number. */
const MAX_INT64 = 2n ** 63n - 1n;
const DECIMAL = /^(?<whole>\d+)(?:\.(?<fraction>\d+))?$/;

/**
 * A decimal as people write it, in minor units: `100.5` at scale 2 is 10050. Exact, by text alone.
 *
 * @param name what the number is, for the error.
 * @throws UsageError when it is not a decimal or has more places than the scale.
 */
export function toMinorUnits(text: string, scale: number, name: string): bigint {
  const { whole, fraction = '' } = DECIMAL.exec(text)?.groups ?? {};
  if (whole === undefined)
    throw new UsageError(`${name} must be a decimal number such as 12.5, not '${text}'`);
  if (fraction.length > scale) {
    throw new UsageError(
      `${name} ${text} has ${fraction.length} decimal places; at most ${scale} are possible here`,
    );
  }
  const minorUnits = BigInt(whole + fraction.padEnd(scale, '0'));
  if (minorUnits > MAX_INT64) throw new UsageError(`${name} ${text} is larger than any exchange takes`);
  return minorUnits;
}

/** The other way round, with every place of the scale: 10050 at scale 2 is `100.50`. */
export function fromMinorUnits(minorUnits: bigint, scale: number): string {
  const sign = minorUnits < 0n ? '-' : '';
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
