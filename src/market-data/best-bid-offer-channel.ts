import type { Book, WatchedBook } from '../feeds/book.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { BookLevels } from '../feeds/snapshot-parts.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

/** Instruments that are looked at for one message. */
const MAX_UPDATES = 1_000;

interface Followed {
  readonly book: Book;
  readonly watched: WatchedBook;
  /** What the reader has; undefined before its snapshot. */
  delivered: BookLevels | undefined;
  sequence: number;
}

/** The best prices of one instrument or of all. */
export class BestBidOfferChannel implements Channel {
  readonly #feeds: Feeds;
  readonly #followed = new Map<number, Followed>();
  /** Instruments that may have news, in the order in which they had. */
  readonly #touched = new Set<number>();
  sequence = 0;
  looked = 0;

  /** @param instrumentId 0 for all. */
  constructor(feeds: Feeds, instrumentId: number) {
    this.#feeds = feeds;
    if (instrumentId !== 0) this.#touched.add(instrumentId);
    else for (const instrument of feeds.registry.instruments()) this.#touched.add(instrument.instrumentId);
  }

  get hasMore(): boolean {
    return this.#touched.size > 0;
  }

  touched(instrumentId: number): void {
    this.#touched.add(instrumentId);
  }

  next(): readonly ChannelUpdate[] {
    const updates: ChannelUpdate[] = [];
    this.looked = 0;
    for (const instrumentId of this.#touched) {
      if (this.looked === MAX_UPDATES) break;
      this.looked += 1;
      this.#touched.delete(instrumentId);
      const update = this.#updateOf(this.#follow(instrumentId));
      if (update !== undefined) updates.push(update);
    }
    return updates;
  }

  close(): void {
    for (const { watched } of this.#followed.values()) watched.close();
  }

  #follow(instrumentId: number): Followed {
    let followed = this.#followed.get(instrumentId);
    if (followed === undefined) {
      const book = this.#feeds.book(instrumentId);
      if (book === undefined) throw new Error(`instrument ${instrumentId} is not listed`);
      followed = { book, watched: book.watch(0, 1), delivered: undefined, sequence: 0 };
      this.#followed.set(instrumentId, followed);
    }
    return followed;
  }

  #updateOf(followed: Followed): ChannelUpdate | undefined {
    const { book, watched, delivered, sequence: previousSequence } = followed;
    const levels = watched.view.levels();
    const [[bid], [ask]] = [levels.bids, levels.asks];
    if (delivered !== undefined && delivered.bids[0] === bid && delivered.asks[0] === ask) return undefined;
    followed.delivered = levels;
    followed.sequence = book.sequence;
    this.sequence = Math.max(this.sequence, book.sequence);
    return {
      instrumentId: book.instrumentId,
      previousSequence,
      sequence: book.sequence,
      isSnapshot: delivered === undefined,
      content: { kind: 'bestBidOffer', bid, ask },
    };
  }
}
