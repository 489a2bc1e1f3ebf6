/** A place that keeps text between visits: the browser's, or none in tests and where it is forbidden. */
export interface TextStore {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

const PREFIX = 'redleaf:';

/** Settings and layouts, as JSON. Never a token, a password or an order. */
export class Storage {
  readonly #texts: TextStore | undefined;

  constructor(texts: TextStore | undefined) {
    this.#texts = texts;
  }

  /** Undefined when nothing was kept, or what was kept cannot be read. */
  read(key: string): unknown {
    try {
      const text = this.#texts?.getItem(PREFIX + key);
      return text === null || text === undefined ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /** A store that is full or forbidden keeps nothing; the page works without. */
  write(key: string, value: unknown): void {
    try {
      this.#texts?.setItem(PREFIX + key, JSON.stringify(value));
    } catch {
      // Nothing to do about it.
    }
  }
}
