import type { BookSide } from './book-side.ts';

/** A window is a megabyte at most. */
const KEPT = 16;

/**
 * The sides that emptied last keep their windows, since a side that empties often fills again soon and would grow its
 * window anew each time. All other empty sides free theirs.
 */
export class IdleWindows {
  readonly #sides = new Set<BookSide>();
  #last: BookSide | undefined;

  /** To be called when a side has become empty. */
  add(side: BookSide): void {
    if (side === this.#last) return;
    this.#last = side;
    this.#sides.delete(side);
    this.#sides.add(side);
    if (this.#sides.size <= KEPT) return;
    const [oldest] = this.#sides;
    if (oldest === undefined) return;
    this.#sides.delete(oldest);
    oldest.dropWindowIfEmpty();
  }
}
