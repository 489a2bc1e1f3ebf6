import type { Candle } from '../market/candle.ts';

/** Closed candles that are kept for watchers: a quarter of an hour of candles of one second. */
const KEPT = 900;

/** The candles of one instrument and interval, while they have watchers. */
export class WatchedCandles {
  readonly #current: () => Candle | undefined;
  readonly #closed: Candle[] = [];
  /** Every candle that changed after this event is here. */
  #completeAfter: number;
  watchers = 0;

  /** @param current the candle that is forming, with all trades so far. */
  constructor(sequence: number, current: () => Candle | undefined) {
    this.#completeAfter = sequence;
    this.#current = current;
  }

  closed(candle: Candle): void {
    // It closed before the first watch.
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

/** A watch on the candles of an instrument. */
export interface CandleWatch {
  /**
   * The candles that changed after this event, final or in their current state, the earliest first. Undefined if some of them
   * are no longer kept. Then the caller begins again with the forming candle.
   *
   * @param sequence the event at which the watch began, or a later one.
   */
  changedAfter(sequence: number): readonly Candle[] | undefined;
  close(): void;
}
