import { axisStep } from '../../core/axis.ts';
import type { BookMoment, TradeDot } from '../../core/book-history.ts';

/** Prices from `low` on, in rows of the same height. */
export interface PriceRange {
  readonly low: number;
  readonly high: number;
}

export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  /** By column, and in a column from the lowest price up: what rested there. */
  readonly quantities: Float64Array;
  /** By column, prices; NaN where that side was empty or not seen. */
  readonly bestBids: Float64Array;
  readonly bestAsks: Float64Array;
  /** Of the lowest row. */
  readonly low: number;
  /** How many minor units of price a row is high. */
  readonly rowSize: number;
  /** This quantity and every larger one has the hottest colour. */
  readonly hottest: number;
}

interface Options {
  readonly moments: readonly BookMoment[];
  /** When the first column begins. */
  readonly fromMs: number;
  readonly columnMs: number;
  readonly columns: number;
  readonly range: PriceRange;
  readonly maxRows: number;
  readonly tick: number;
}

/** Levels around the best prices that are always in sight. */
const LEVELS_IN_SIGHT = 12;
/** Of what is drawn; few large orders must not make all others invisible. */
const HOTTEST_SHARE = 0.98;
const SAMPLES = 2_000;
const SPANS_MS = [30_000, 60_000, 120_000];
/** Of the best prices at either end. */
const OUTLIERS = 0.03;

/** One column per interval: the book as it was when the interval ended. */
export function heatMap({ moments, fromMs, columnMs, columns, range, maxRows, tick }: Options): HeatMap {
  const rowSize = Math.max(tick, Math.round(axisStep(range.high - range.low, maxRows, tick) / tick) * tick);
  const low = Math.floor(range.low / rowSize) * rowSize;
  const rows = Math.max(1, Math.floor((range.high - low) / rowSize) + 1);
  const quantities = new Float64Array(columns * rows);
  const bestBids = new Float64Array(columns).fill(Number.NaN);
  const bestAsks = new Float64Array(columns).fill(Number.NaN);
  let next = 0;
  for (let column = 0; column < columns; column += 1) {
    const endMs = fromMs + (column + 1) * columnMs;
    while ((moments[next]?.fromMs ?? Number.POSITIVE_INFINITY) < endMs) next += 1;
    const moment = moments[next - 1];
    if (moment === undefined) continue;
    bestBids[column] = moment.bids[0] ?? Number.NaN;
    bestAsks[column] = moment.asks[0] ?? Number.NaN;
    for (const side of [moment.bids, moment.asks]) {
      for (let at = 0; at < side.length; at += 2) {
        const row = Math.floor(((side[at] ?? 0) - low) / rowSize);
        if (row < 0 || row >= rows) continue;
        const cell = column * rows + row;
        quantities[cell] = (quantities[cell] ?? 0) + (side[at + 1] ?? 0);
      }
    }
  }
  return { columns, rows, quantities, bestBids, bestAsks, low, rowSize, hottest: hottestOf(quantities) };
}

function hottestOf(quantities: Float64Array): number {
  const every = Math.max(1, Math.floor(quantities.length / SAMPLES));
  const sample = quantities.filter((quantity, index) => index % every === 0 && quantity > 0).sort();
  return sample[Math.floor(sample.length * HOTTEST_SHARE)] ?? 1;
}

/**
 * What has to be in sight: the best prices of nearly all that time, those of now, and what is around those. A moment in which a
 * side was nearly empty does not squeeze all others.
 */
export function pricesInSight(
  moments: readonly BookMoment[],
  fromMs: number,
  tick: number,
): PriceRange | undefined {
  // The last one from before the time was still there when it began.
  const shown = moments.filter(
    (_, index) => (moments[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY) >= fromMs,
  );
  const bids = sortedBests(shown, ({ bids: side }) => side);
  const asks = sortedBests(shown, ({ asks: side }) => side);
  const now = moments.at(-1);
  const lows = [shareOf(bids, OUTLIERS), now?.bids[0], ...(bids.length === 0 ? [asks[0]] : [])];
  const highs = [shareOf(asks, 1 - OUTLIERS), now?.asks[0], ...(asks.length === 0 ? [bids.at(-1)] : [])];
  const low = Math.min(...lows.filter((price) => price !== undefined));
  const high = Math.max(...highs.filter((price) => price !== undefined));
  if (low > high) return undefined;
  const least = tick * LEVELS_IN_SIGHT;
  const most = Math.max(least, high - low);
  const around = (side: Float64Array | undefined) => Math.min(most, Math.max(least, reachOf(side)));
  return { low: low - around(now?.bids), high: high + around(now?.asks) };
}

function sortedBests(
  moments: readonly BookMoment[],
  sideOf: (moment: BookMoment) => Float64Array,
): readonly number[] {
  return moments.flatMap((moment) => sideOf(moment)[0] ?? []).sort((a, b) => a - b);
}

function shareOf(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** How far the levels that are to be in sight reach. */
function reachOf(side: Float64Array | undefined): number {
  if (side === undefined || side.length === 0) return 0;
  const last = side[2 * Math.min(LEVELS_IN_SIGHT, side.length / 2 - 1)] ?? 0;
  return Math.abs(last - (side[0] ?? 0));
}

/** Of the time that was asked for, as little as has all that is known: a page that was just opened has no empty minutes. */
export function spanOf(wantedMs: number, knownMs: number): number {
  return SPANS_MS.find((span) => span >= knownMs && span < wantedMs) ?? wantedMs;
}

/** The range of before as long as it fits: a picture that jumps with every price cannot be read. */
export function steadyRange(before: PriceRange | undefined, wanted: PriceRange): PriceRange {
  const size = wanted.high - wanted.low;
  const fits =
    before !== undefined &&
    before.low <= wanted.low &&
    before.high >= wanted.high &&
    before.high - before.low <= 1.6 * size;
  return fits ? before : { low: Math.max(0, wanted.low - size * 0.15), high: wanted.high + size * 0.15 };
}

/** How hot a quantity is: 0 to 1. By the root, so that small differences of small quantities are seen. */
function heatOf(quantity: number, hottest: number): number {
  return Math.sqrt(Math.min(1, quantity / hottest));
}

/** As many colours between those given as there are places, `rgb` in turns. */
export function colourRamp(
  stops: readonly (readonly [number, number, number])[],
  size: number,
): Uint8ClampedArray {
  const ramp = new Uint8ClampedArray(size * 3);
  for (let place = 0; place < size; place += 1) {
    const at = (place / (size - 1)) * (stops.length - 1);
    const index = Math.min(Math.floor(at), stops.length - 2);
    const [from, to] = [stops[index], stops[index + 1]];
    for (let channel = 0; channel < 3; channel += 1) {
      const [a, b] = [from?.[channel] ?? 0, to?.[channel] ?? 0];
      ramp[place * 3 + channel] = a + (b - a) * (at - index);
    }
  }
  return ramp;
}

/** Pixels of the map, a column to a pixel and the highest price on top: red, green, blue, opacity. */
export function heatPixels(
  { columns, rows, quantities, hottest }: HeatMap,
  ramp: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  const hottestPlace = ramp.length / 3 - 1;
  for (let column = 0; column < columns; column += 1) {
    for (let row = 0; row < rows; row += 1) {
      const quantity = quantities[column * rows + row] ?? 0;
      const colour = 3 * Math.round(heatOf(quantity, hottest) * hottestPlace);
      const pixel = 4 * ((rows - 1 - row) * columns + column);
      pixels[pixel] = ramp[colour] ?? 0;
      pixels[pixel + 1] = ramp[colour + 1] ?? 0;
      pixels[pixel + 2] = ramp[colour + 2] ?? 0;
      pixels[pixel + 3] = 255;
    }
  }
  return pixels;
}

/** One dot per side and period, at its average price: a dot for every trade would hide the book. In order of time. */
export function sumDots(dots: readonly TradeDot[], fromMs: number, periodMs: number): readonly TradeDot[] {
  const sums = new Map<string, { quantity: number; value: number; isBuy: boolean; periodMs: number }>();
  for (const { timeMs, price, quantity, isBuy } of dots) {
    if (timeMs < fromMs) continue;
    const period = Math.floor(timeMs / periodMs);
    const key = `${period} ${isBuy}`;
    const sum = sums.get(key) ?? { quantity: 0, value: 0, isBuy, periodMs: period * periodMs };
    sum.quantity += quantity;
    sum.value += price * quantity;
    sums.set(key, sum);
  }
  return Array.from(sums.values(), ({ quantity, value, isBuy, periodMs: beganMs }) => ({
    ...{ quantity, isBuy },
    price: value / quantity,
    timeMs: beganMs + periodMs / 2,
  }));
}

/** Radius of a dot, whose area tells its quantity. */
export function dotRadius(quantity: number, largest: number): number {
  return 1 + 5 * Math.sqrt(Math.min(1, quantity / Math.max(1, largest)));
}
