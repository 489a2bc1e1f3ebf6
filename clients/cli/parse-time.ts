import { parseUnsigned } from './order-arguments.ts';
import { UsageError } from './usage-error.ts';

const TIME = /^(?<day>\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/**
 * A time from 1970 on as people write it, or in nanoseconds since then.
 *
 * @param name what the time is, for the error.
 */
export function parseTime(text: string, name: string): bigint {
  if (/^\d+$/.test(text)) return parseUnsigned(text, name);
  const { day } = TIME.exec(text)?.groups ?? {};
  const ms = Date.parse(text);
  // The 30th of February would be taken for the 2nd of March.
  if (day === undefined || !(ms >= 0) || !new Date(day).toISOString().startsWith(day)) {
    throw new UsageError(
      `${name} must be a time such as 2026-03-31T09:30:00Z, or nanoseconds since 1970, not '${text}'`,
    );
  }
  return BigInt(ms) * NANOSECONDS_PER_MILLISECOND;
}
