import type { BookSide } from './book-side.ts';

/** Number of windows. A window has at most one megabyte. */
const KEPT = 16;

/**
 * The sides that became empty last keep their windows: a side that often becomes empty would grow its window each time. Other
 * empty sides free theirs.
 */
export class IdleWindows {
  readonly #sides = new Set<BookSide>();
  #last = 0;

  /** Called when a side has become empty. It happens often, so a side that is known only gets a number. */
  add(side: BookSide): void {
    const isKnown = side.emptiedAt !== 0;
    side.emptiedAt = ++this.#last;
    if (!isKnown) this.#admit(side);
  }

  #admit(side: BookSide): void {
    this.#sides.add(side);
    if (this.#sides.size <= KEPT) return;
    let oldest = side;
    for (const other of this.#sides) if (other.emptiedAt < oldest.emptiedAt) oldest = other;
    this.#sides.delete(oldest);
    oldest.emptiedAt = 0;
    oldest.dropWindowIfEmpty();
  }
}
