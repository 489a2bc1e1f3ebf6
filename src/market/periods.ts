import { CandleInterval } from '../domain/candle.ts';
import type { TradingDays } from './trading-days.ts';

export const MINUTE_SECONDS = 60;
export const DAY_SECONDS = 86_400;

/** Intervals with periods of equal length, counted from 1970-01-01 UTC. */
const LENGTHS: Readonly<Record<Exclude<CandleInterval, typeof CandleInterval.Day>, number>> = {
  [CandleInterval.Second]: 1,
  [CandleInterval.FiveSeconds]: 5,
  [CandleInterval.Minute]: MINUTE_SECONDS,
  [CandleInterval.FiveMinutes]: 5 * MINUTE_SECONDS,
  [CandleInterval.FifteenMinutes]: 15 * MINUTE_SECONDS,
  [CandleInterval.Hour]: 60 * MINUTE_SECONDS,
};

/** Begin of the period that contains a second. Both are in seconds since 1970-01-01 UTC. */
export function startOfPeriod(interval: CandleInterval, seconds: number, days: TradingDays): number {
  if (interval === CandleInterval.Day) return days.startOf(seconds);
  return seconds - (seconds % LENGTHS[interval]);
}
