import type { DepthBook } from '../../feeds/depth-book.ts';
import { cutOrderBook, type EncodedBook, encodeBookInParts } from './encode-book.ts';

/** A book is encoded with one of these numbers of levels on each side: the lowest that is enough. */
const DEPTHS = [100, 1_000, 5_000];
/** Bytes of all cached books. A book of 5,000 levels on each side takes 100 to 250 KB. */
const MAX_KEPT_BYTES = 16 * 1_024 * 1_024;

interface KeptBook {
  readonly sequence: number;
  /** Levels on each side, unless the book has fewer. */
  readonly depth: number;
  readonly encoded: EncodedBook;
}

/**
 * A cache of encoded books, which evicts the least recently used one. A book is valid until it changes. Every depth is cut from
 * the same bytes, so a book is encoded at most once for each of DEPTHS, and stored once.
 */
export class EncodedBooks {
  /** The most recently used is last. */
  readonly #kept = new Map<DepthBook, KeptBook>();
  #keptBytes = 0;

  /** @param depth up to 5,000. */
  get(book: DepthBook, depth: number): Uint8Array {
    const kept = this.#remove(book);
    const isEnough = kept !== undefined && kept.sequence === book.sequence && kept.depth >= depth;
    const { encoded } = this.#keep(book, isEnough ? kept : encode(book, depth));
    return cutOrderBook(encoded, depth);
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }

  #keep(book: DepthBook, kept: KeptBook): KeptBook {
    this.#kept.set(book, kept);
    this.#keptBytes += bytesOf(kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= MAX_KEPT_BYTES) break;
      this.#remove(oldest);
    }
    return kept;
  }

  #remove(book: DepthBook): KeptBook | undefined {
    const kept = this.#kept.get(book);
    if (kept === undefined) return undefined;
    this.#kept.delete(book);
    this.#keptBytes -= bytesOf(kept);
    return kept;
  }
}

function encode(book: DepthBook, wanted: number): KeptBook {
  const depth = DEPTHS.find((one) => one >= wanted);
  if (depth === undefined) throw new RangeError(`a book has no ${wanted} levels in one answer`);
  return { sequence: book.sequence, depth, encoded: encodeBookInParts(book.snapshot(depth)) };
}

function bytesOf({ encoded: { header, bids, asks } }: KeptBook): number {
  return header.length + bids.length + asks.length;
}
