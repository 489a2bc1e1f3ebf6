import { CandleInterval } from '../domain/candle.ts';
import { addCandle, addTrade, type Candle, type FormingCandle, merge, newCandle } from './candle.ts';
import { startOfPeriod } from './periods.ts';
import type { TradingDays } from './trading-days.ts';

const SECOND_NS = 1_000_000_000n;

type LongInterval = Exclude<CandleInterval, typeof CandleInterval.Second>;
const LONG_INTERVALS: readonly LongInterval[] = [
  CandleInterval.FiveSeconds,
  CandleInterval.Minute,
  CandleInterval.FiveMinutes,
  CandleInterval.FifteenMinutes,
  CandleInterval.Hour,
  CandleInterval.Day,
];

/** Called when a trade of a later period has closed the candle. */
export type OnClosed = (interval: CandleInterval, candle: Candle) => void;

/**
 * The forming candles of one instrument, one for each interval. A trade changes only the candle of its second. When the second
 * is over, its candle is added to the longer ones. So the cost of a trade does not grow with the number of intervals.
 */
export class CandleSeries {
  readonly #days: TradingDays;
  readonly #onClosed: OnClosed;
  #second: FormingCandle | undefined;
  /** End of the second, in nanoseconds since 1970-01-01 UTC. */
  #secondEndNs = 0n;
  /** The longer candles that contain `#second`, without its trades. */
  readonly #longer = new Map<LongInterval, FormingCandle>();

  constructor(days: TradingDays, onClosed: OnClosed) {
    this.#days = days;
    this.#onClosed = onClosed;
  }

  /** Adds a trade, in order of sequence. A trade with an earlier time than the one before it counts in the same second. */
  add(sequence: number, timeNs: bigint, price: number, quantity: number): void {
    if (this.#second !== undefined && timeNs < this.#secondEndNs) {
      addTrade(this.#second, sequence, price, quantity);
      return;
    }
    const seconds = timeNs / SECOND_NS;
    const opened = newCandle(Number(seconds), sequence, price, quantity);
    if (this.#second !== undefined) this.#close(this.#second, opened.openSeconds);
    this.#second = opened;
    this.#secondEndNs = (seconds + 1n) * SECOND_NS;
  }

  /** The forming candle with all trades; undefined without a trade. */
  candle(interval: CandleInterval): Candle | undefined {
    if (this.#second === undefined) return undefined;
    if (interval === CandleInterval.Second) return { ...this.#second };
    const longer = this.#longer.get(interval);
    return merge([longer, this.#second], this.#startOf(interval, this.#second.openSeconds));
  }

  /** The forming candle without the trades of the current second. */
  withoutSecond(interval: LongInterval): Candle | undefined {
    return this.#longer.get(interval);
  }

  /**
   * Restores the candles of a snapshot.
   *
   * @param second the candle of the current second.
   * @param parts earlier candles, oldest first, from which the candle of an interval is made.
   */
  restore(second: Candle, parts: (interval: LongInterval) => Iterable<Candle>): void {
    this.#second = { ...second };
    this.#secondEndNs = (BigInt(second.openSeconds) + 1n) * SECOND_NS;
    for (const interval of LONG_INTERVALS) {
      const start = this.#startOf(interval, second.openSeconds);
      const merged = merge(
        [...parts(interval)].filter((part) => this.#startOf(interval, part.openSeconds) === start),
        start,
      );
      if (merged !== undefined) this.#longer.set(interval, { ...merged });
    }
  }

  /** Closes the second, and the longer candles that do not contain the next trade at `nextSeconds`. */
  #close(second: Candle, nextSeconds: number): void {
    this.#onClosed(CandleInterval.Second, second);
    for (const interval of LONG_INTERVALS) {
      const start = this.#startOf(interval, second.openSeconds);
      let longer = this.#longer.get(interval);
      if (longer !== undefined) {
        addCandle(longer, second);
      } else {
        longer = { ...second, openSeconds: start };
        this.#longer.set(interval, longer);
      }
      if (this.#startOf(interval, nextSeconds) === start) continue;
      this.#longer.delete(interval);
      this.#onClosed(interval, longer);
    }
  }

  #startOf(interval: CandleInterval, seconds: number): number {
    return startOfPeriod(interval, seconds, this.#days);
  }
}
