import { type Candle, merge } from './candle.ts';
import { DAY_SECONDS, MINUTE_SECONDS } from './periods.ts';

/** The longest day that a time zone has. */
const KEPT_SECONDS = 25 * 3_600;

/** Totals of the trades in 24 hours. */
export interface DayTotals {
  /** Undefined without a trade. */
  readonly trades: Candle | undefined;
  /** The last price before the 24 hours, or else the first price in them; undefined if there was no trade at all. */
  readonly referencePrice: number | undefined;
}

/**
 * The minutes of the last 25 hours in which an instrument traded, and the last such minute before them. There are at most 1,502
 * of about 150 bytes each. A quiet instrument has few.
 */
export class Minutes {
  #closed: Candle[] = [];
  /** Totals of the closed minutes in the window of the last call. */
  #totals: DayTotals = { trades: undefined, referencePrice: undefined };
  #totalsFrom: number | undefined;

  /** Oldest first. */
  get closed(): readonly Candle[] {
    return this.#closed;
  }

  restore(closed: Candle[]): void {
    this.#closed = closed;
    this.#totalsFrom = undefined;
  }

  /** @param minute a closed minute, later than all others. */
  push(minute: Candle): void {
    this.#closed.push(minute);
    const oldest = minute.openSeconds - KEPT_SECONDS;
    const firstKept = this.#closed.findIndex(({ openSeconds }) => openSeconds >= oldest);
    // The minute before the window has the reference price.
    if (firstKept > 1) this.#closed.splice(0, firstKept - 1);
    this.#totalsFrom = undefined;
  }

  /** @param forming the minute of the latest trade. */
  lastDay(nowSeconds: number, forming: Candle | undefined): DayTotals {
    const from = nowSeconds - (nowSeconds % MINUTE_SECONDS) - DAY_SECONDS;
    if (from !== this.#totalsFrom) {
      this.#totals = this.#totalsOfClosed(from);
      this.#totalsFrom = from;
    }
    if (forming === undefined) return this.#totals;
    const { trades, referencePrice } = this.#totals;
    if (forming.openSeconds < from) return { trades: undefined, referencePrice: forming.closePrice };
    return { trades: merge([trades, forming]), referencePrice: referencePrice ?? forming.openPrice };
  }

  #totalsOfClosed(from: number): DayTotals {
    const first = this.#closed.findIndex(({ openSeconds }) => openSeconds >= from);
    const [before, within] =
      first === -1 ? [this.#closed.at(-1), []] : [this.#closed[first - 1], this.#closed.slice(first)];
    return {
      trades: merge(within),
      referencePrice: before?.closePrice ?? within[0]?.openPrice,
    };
  }
}
