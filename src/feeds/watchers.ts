/** Stands for all instruments. */
const ALL = 0;

/** Called when an instrument was listed or has changed. */
export type Watcher = (instrumentId: number) => void;

/** Watches on changes of instruments. An instrument without watches costs nothing. */
export class Watchers {
  readonly #watchers = new Map<number, Set<Watcher>>();

  /**
   * @param instrumentId 0 for all.
   * @returns a function that ends the watch.
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
