import type { DepthSide } from './depth-side.ts';
import { levelChanges } from './level-changes.ts';
import type { BookLevels } from './snapshot-parts.ts';

interface Source {
  readonly bids: DepthSide;
  readonly asks: DepthSide;
  /** The last event that is in them. */
  readonly sequence: number;
}

/** The best levels of a book, for all who watch as many of them: found once for each change, and so is what changed. */
export class BookView {
  readonly #source: () => Source;
  readonly #depth: number;
  #sequence = -1;
  #levels: BookLevels = { bids: [], asks: [] };
  #changes: { readonly from: BookLevels; readonly to: BookLevels; readonly changes: BookLevels } | undefined;
  watchers = 0;

  constructor(depth: number, source: () => Source) {
    this.#depth = depth;
    this.#source = source;
  }

  /** As they are now. Never changed in place. */
  levels(): BookLevels {
    const { bids, asks, sequence } = this.#source();
    if (sequence !== this.#sequence) {
      this.#sequence = sequence;
      this.#levels = { bids: bids.best(this.#depth), asks: asks.best(this.#depth) };
    }
    return this.#levels;
  }

  /** What turns earlier levels into those of now. Whoever is up to date gets the same object. */
  changesFrom(from: BookLevels): BookLevels {
    const to = this.levels();
    const kept = this.#changes;
    if (kept?.from === from && kept.to === to) return kept.changes;
    const bids = levelChanges(from.bids, to.bids, -1);
    const asks = levelChanges(from.asks, to.asks, 1);
    this.#changes = { from, to, changes: { bids, asks } };
    return this.#changes.changes;
  }
}
