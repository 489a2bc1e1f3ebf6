/** Instrument 0: all of them. */
const ALL = 0;

/** Something of an instrument has changed, or it was listed. */
export type Watcher = (instrumentId: number) => void;

/** Who wants to know which instruments have changed. Costs nothing for those that nobody watches. */
export class Watchers {
  readonly #watchers = new Map<number, Set<Watcher>>();

  /**
   * @param instrumentId 0 for all.
   * @returns ends it.
   */
  watch(instrumentId: number, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(instrumentId) ?? new Set();
    this.#watchers.set(instrumentId, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(instrumentId) === watchers) {
        this.#watchers.delete(instrumentId);
      }
    };
  }

  touched(instrumentId: number): void {
    if (this.#watchers.size === 0) return;
    for (const watcher of this.#watchers.get(instrumentId) ?? []) watcher(instrumentId);
    for (const watcher of this.#watchers.get(ALL) ?? []) watcher(instrumentId);
  }
}
