import type { Bar } from '../../core/candles.ts';

/** What the chart draws for one period, in minor units. */
export interface Point {
  readonly openMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Of the last closes, this one included; undefined while there are too few. */
  readonly average: number | undefined;
}

export const AVERAGE_OF = 20;
/** A longer silence is cut short: a night without trades would push all that happened out of sight. */
const QUIET_DRAWN = 240;

/** A thousand candles of seconds that are minutes apart would be a quarter of a million periods. */
const DRAWN = 10_000;
/** The oldest are left out so many at a time: each time the chart is drawn from its beginning. */
const LEFT_OUT_AT_ONCE = 1_000;

/**
 * Every period from the first candle to now: in one without a trade the close before is carried on. Where those are too many, the
 * oldest candles are left out.
 *
 * @param nowMs on the clock of the exchange.
 */
export function pointsOf(bars: readonly Bar[], intervalMs: number, nowMs: number): readonly Point[] {
  const quiet = bars.map(({ openMs }, index) => {
    // The period of now is drawn once something has happened in it: a clock that is a little ahead is not seen.
    const untilMs = bars[index + 1]?.openMs ?? nowMs - ((nowMs - openMs) % intervalMs);
    return quietPeriods(openMs, untilMs, intervalMs);
  });
  const count = bars.length + quiet.reduce((sum, periods) => sum + periods, 0);
  let leftOut = Math.max(0, Math.ceil((count - DRAWN) / LEFT_OUT_AT_ONCE)) * LEFT_OUT_AT_ONCE;
  const closes: Omit<Point, 'average'>[] = [];
  for (const [index, bar] of bars.entries()) {
    const periods = quiet[index] ?? 0;
    leftOut -= 1 + periods;
    if (leftOut >= 0) continue;
    closes.push(bar);
    for (let period = 1; period <= periods; period += 1) {
      const { openMs, close } = bar;
      closes.push({
        openMs: openMs + period * intervalMs,
        open: close,
        high: close,
        low: close,
        close,
        volume: 0,
      });
    }
  }
  return withAverage(closes);
}

/** Half a period of tolerance: a day is an hour longer or shorter when the clocks change. */
function quietPeriods(openMs: number, untilMs: number, intervalMs: number): number {
  const count = Math.ceil((untilMs - openMs) / intervalMs - 0.5) - 1;
  return Math.min(Math.max(0, count), QUIET_DRAWN);
}

function withAverage(points: readonly Omit<Point, 'average'>[]): readonly Point[] {
  // Sums of integers: no rounding adds up.
  let sum = 0;
  return points.map(({ openMs, open, high, low, close, volume }, index) => {
    sum += close - (points[index - AVERAGE_OF]?.close ?? 0);
    const average = index + 1 < AVERAGE_OF ? undefined : sum / AVERAGE_OF;
    return { openMs, open, high, low, close, volume, average };
  });
}

/** Where two lists begin to differ; their common length when one only goes on. */
export function firstDifference(before: readonly Point[], now: readonly Point[]): number {
  const length = Math.min(before.length, now.length);
  for (let index = 0; index < length; index += 1) {
    if (!isSame(before[index], now[index])) return index;
  }
  return length;
}

function isSame(a: Point | undefined, b: Point | undefined): boolean {
  return (
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      a.openMs === b.openMs &&
      a.open === b.open &&
      a.high === b.high &&
      a.low === b.low &&
      a.close === b.close &&
      a.volume === b.volume &&
      a.average === b.average)
  );
}

/** The index of the period that a time is in; undefined when it is before all of them. */
export function periodAt(points: readonly { readonly openMs: number }[], timeMs: number): number | undefined {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.openMs ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}
