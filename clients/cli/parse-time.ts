import { exchangeTimeMs } from './health.ts';
import { parseUnsigned } from './order-arguments.ts';
import { UNIT_MS } from './parse-period.ts';
import { UsageError } from './usage-error.ts';

const TIME = /^(?<day>\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const AGO = /^(?<count>\d{1,9})(?<unit>[smhdw])$/;
const DAY_MS = 86_400_000;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/**
 * A time as `parseTime` takes it. One that counts from now, as `1h` does, counts from the time of the exchange at this URL.
 *
 * @param name what the time is, for the error.
 */
export async function readTime(text: string, name: string, url: string): Promise<bigint> {
  const countsFromNow = relativeTimeMs(text.toLowerCase(), 0) !== undefined;
  return parseTime(text, name, countsFromNow ? await exchangeTimeMs(url) : 0);
}

/**
 * A time from 1970 on as people write it, such as `1h` for an hour ago, or in nanoseconds since then. Days are those of UTC.
 *
 * @param name what the time is, for the error.
 */
export function parseTime(text: string, name: string, nowMs: number): bigint {
  if (/^\d+$/.test(text)) return parseUnsigned(text, name);
  const ms = relativeTimeMs(text.toLowerCase(), nowMs) ?? Date.parse(text);
  if (!(ms >= 0) || !isTime(text)) {
    throw new UsageError(
      `${name} must be a time such as 1h (an hour ago), yesterday or 2026-03-31T09:30:00Z, not '${text}'`,
    );
  }
  return BigInt(ms) * NANOSECONDS_PER_MILLISECOND;
}

/** Undefined for a time that does not depend on now. */
function relativeTimeMs(text: string, nowMs: number): number | undefined {
  const startOfDayMs = nowMs - (nowMs % DAY_MS);
  if (text === 'now') return nowMs;
  if (text === 'today') return startOfDayMs;
  if (text === 'yesterday') return startOfDayMs - DAY_MS;
  const { count, unit = '' } = AGO.exec(text)?.groups ?? {};
  return count === undefined ? undefined : nowMs - Number(count) * (UNIT_MS[unit] ?? 0);
}

function isTime(text: string): boolean {
  if (relativeTimeMs(text.toLowerCase(), 0) !== undefined) return true;
  const { day } = TIME.exec(text)?.groups ?? {};
  // The 30th of February would be taken for the 2nd of March.
  return day !== undefined && isDay(day);
}

function isDay(day: string): boolean {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
