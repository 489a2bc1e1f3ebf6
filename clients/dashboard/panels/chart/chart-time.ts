import { TickMarkType, type UTCTimestamp } from 'lightweight-charts';
import type { Interval } from '../../core/candles.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;

/**
 * Times as the chart's axis takes them: seconds that read as UTC are what the user's clock shows. A day of the exchange begins at
 * midnight where its market is, and shows as the date that it has there.
 *
 * @param zoneMinutes how far the user's clock is ahead of UTC. One for the whole chart, so that its times always ascend.
 */
export function chartTimes(
  { ms }: Interval,
  zoneMinutes: number,
  marketTimeZone: string,
): (openMs: number) => UTCTimestamp {
  if (ms < DAY_MS) return (openMs) => stamp(openMs / SECOND_MS + zoneMinutes * 60);
  // In Canada the date is written as in ISO 8601.
  const dates = new Intl.DateTimeFormat('en-CA', { timeZone: marketTimeZone });
  // At noon: a day without a trade is drawn 24 hours after the one before, also when one of them has 23 or 25.
  return (openMs) => stamp(Date.parse(dates.format(openMs + DAY_MS / 2)) / SECOND_MS);
}

/** The library tells its seconds from other numbers by a type that has no values of its own. */
function stamp(seconds: number): UTCTimestamp {
  return seconds as UTCTimestamp;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What stands below a mark of the axis: in English like the rest of the page, whatever the browser speaks. */
export function markText(seconds: number, type: TickMarkType): string {
  const time = new Date(seconds * SECOND_MS);
  const month = MONTHS[time.getUTCMonth()] ?? '';
  const clock = time.toISOString().slice(11, 19);
  if (type === TickMarkType.Year) return String(time.getUTCFullYear());
  if (type === TickMarkType.Month) return month;
  if (type === TickMarkType.DayOfMonth) return `${time.getUTCDate()} ${month}`;
  return type === TickMarkType.Time ? clock.slice(0, 5) : clock;
}
