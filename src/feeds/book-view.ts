import type { DepthSide } from './depth-side.ts';
import { levelChanges } from './level-changes.ts';
import type { BookLevels } from './snapshot-parts.ts';

interface Source {
  readonly bids: DepthSide;
  readonly asks: DepthSide;
  /** The last event that the sides include. */
  readonly sequence: number;
}

/** The best levels of a book, shared by all watchers of the same depth: levels and changes are found once for each event. */
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

  /** The levels now. The object never changes. */
  levels(): BookLevels {
    const { bids, asks, sequence } = this.#source();
    if (sequence !== this.#sequence) {
      this.#sequence = sequence;
      this.#levels = { bids: bids.best(this.#depth), asks: asks.best(this.#depth) };
    }
    return this.#levels;
  }

  /** The changes from earlier levels to those of now. Watchers with the same earlier levels share one object. */
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
