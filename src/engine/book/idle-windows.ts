import type { BookSide } from './book-side.ts';

/** Number of windows. A window has at most one megabyte. */
const KEPT = 16;

/**
 * The sides that became empty last keep their windows: a side that often becomes empty would grow its window each time. Other
 * empty sides free theirs.
 */
export class IdleWindows {
  readonly #sides = new Set<BookSide>();
  #last: BookSide | undefined;

  /** Called when a side has become empty. */
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
