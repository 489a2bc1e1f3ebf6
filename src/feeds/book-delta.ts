import type { LevelChange } from './depth-side.ts';

/** Levels that changed, with their new quantities. */
export interface BookDelta {
  readonly bids: readonly LevelChange[];
  readonly asks: readonly LevelChange[];
}

/**
 * Several deltas merged in place. A level that came and went between them is left out, so the delta never has more levels than the
 * reader knows and the book has now.
 */
export class MergedDelta implements BookDelta {
  readonly #bids = new Map<number, LevelChange>();
  readonly #asks = new Map<number, LevelChange>();

  constructor(first: BookDelta) {
    this.add(first);
  }

  get bids(): readonly LevelChange[] {
    return [...this.#bids.values()];
  }

  get asks(): readonly LevelChange[] {
    return [...this.#asks.values()];
  }

  add(delta: BookDelta): void {
    merge(this.#bids, delta.bids);
    merge(this.#asks, delta.asks);
  }
}

function merge(levels: Map<number, LevelChange>, later: readonly LevelChange[]): void {
  for (const change of later) {
    const isNew = levels.get(change.price)?.isNew ?? change.isNew;
    if (isNew && change.quantity === 0) levels.delete(change.price);
    else levels.set(change.price, isNew === change.isNew ? change : { ...change, isNew });
  }
}
