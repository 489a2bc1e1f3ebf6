import type { Candle } from '../market/candle.ts';

/** Candles that are over and kept for those who watch: of seconds, those of a quarter of an hour. */
const KEPT = 900;

/** The candles of one instrument and interval, while anyone watches them. */
export class WatchedCandles {
  readonly #current: () => Candle | undefined;
  readonly #closed: Candle[] = [];
  /** All that changed after this event is here. */
  #completeAfter: number;
  watchers = 0;

  /** @param current the candle that is forming, with all trades so far. */
  constructor(sequence: number, current: () => Candle | undefined) {
    this.#completeAfter = sequence;
    this.#current = current;
  }

  closed(candle: Candle): void {
    // What was there before anyone watched has not changed since.
    if (candle.sequence <= this.#completeAfter) return;
    this.#closed.push(candle);
    if (this.#closed.length <= KEPT) return;
    this.#completeAfter = this.#closed.shift()?.sequence ?? this.#completeAfter;
  }

  changedAfter(sequence: number): readonly Candle[] | undefined {
    if (sequence < this.#completeAfter) return undefined;
    const first = this.#closed.findLastIndex((candle) => candle.sequence <= sequence) + 1;
    const changed = this.#closed.slice(first);
    const current = this.#current();
    if (current !== undefined && current.sequence > sequence) changed.push(current);
    return changed;
  }
}

/** Someone who watches the candles of an instrument. */
export interface CandleWatch {
  /**
   * Every candle that changed after this event, in its final or present state, the earliest first. Undefined when not all of
   * them are kept any more: begin again with the one that is forming.
   *
   * @param sequence of when the watch began, or later.
   */
  changedAfter(sequence: number): readonly Candle[] | undefined;
  close(): void;
}
