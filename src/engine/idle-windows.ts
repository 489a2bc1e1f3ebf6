import type { PriceLadder } from './price-ladder.ts';

/** A window is a megabyte at most. */
const KEPT = 16;

/**
 * The books that emptied last keep their windows, since a book that empties often fills
 * again soon and would grow its window step by step each time; all others give theirs back.
 */
export class IdleWindows {
  readonly #ladders = new Set<PriceLadder>();
  #last: PriceLadder | undefined;

  /** The ladder has become empty. */
  add(ladder: PriceLadder): void {
    if (ladder === this.#last) return;
    this.#last = ladder;
    this.#ladders.delete(ladder);
    this.#ladders.add(ladder);
    if (this.#ladders.size <= KEPT) return;
    const [oldest] = this.#ladders;
    if (oldest === undefined) return;
    this.#ladders.delete(oldest);
    oldest.dropWindowIfEmpty();
  }
}
