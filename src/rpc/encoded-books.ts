import type { Book } from '../feeds/book.ts';
import { encodeOrderBook } from './encode-book.ts';

/** Of all books that are kept; one of 5,000 levels on each side takes 100 to 250 KB. */
const MAX_KEPT_BYTES = 16 * 1_024 * 1_024;

interface EncodedBook {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** The bytes of each book at each depth that is asked for, kept until the book changes; the longest unused go first. */
export class EncodedBooks {
  /** The last used at the end. */
  readonly #kept = new Map<string, EncodedBook>();
  #keptBytes = 0;

  get(book: Book, instrumentId: number, depth: number): Uint8Array {
    const key = `${instrumentId}/${depth}`;
    const kept = this.#remove(key);
    const current =
      kept?.sequence === book.sequence
        ? kept
        : { sequence: book.sequence, bytes: encodeOrderBook(book.snapshot(depth)) };
    this.#kept.set(key, current);
    this.#keptBytes += current.bytes.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= MAX_KEPT_BYTES) break;
      this.#remove(oldest);
    }
    return current.bytes;
  }

  #remove(key: string): EncodedBook | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#keptBytes -= kept.bytes.length;
    return kept;
  }
}
