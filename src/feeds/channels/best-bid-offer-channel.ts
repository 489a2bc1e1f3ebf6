import type { DepthBook, WatchedBook } from '../depth-book.ts';
import type { BookLevels } from '../snapshot-parts.ts';
import type { ChannelUpdate } from './channel.ts';
import { InstrumentByInstrument } from './instrument-by-instrument.ts';

interface Followed {
  readonly book: DepthBook;
  readonly watched: WatchedBook;
  /** The prices that the reader has; undefined before the snapshot. */
  delivered: BookLevels | undefined;
  sequence: number;
}

/** Best bid and offer of one instrument or of all. */
export class BestBidOfferChannel extends InstrumentByInstrument {
  readonly #followed = new Map<number, Followed>();

  close(): void {
    for (const { watched } of this.#followed.values()) watched.close();
  }

  protected updateOf(instrumentId: number): ChannelUpdate | undefined {
    const followed = this.#follow(instrumentId);
    const { book, watched, delivered, sequence: previousSequence } = followed;
    const levels = watched.view.levels();
    const [[bid], [ask]] = [levels.bids, levels.asks];
    if (delivered !== undefined && delivered.bids[0] === bid && delivered.asks[0] === ask) return undefined;
    followed.delivered = levels;
    followed.sequence = book.sequence;
    return {
      instrumentId,
      previousSequence,
      sequence: book.sequence,
      isSnapshot: delivered === undefined,
      content: { kind: 'bestBidOffer', bid, ask },
    };
  }

  #follow(instrumentId: number): Followed {
    let followed = this.#followed.get(instrumentId);
    if (followed === undefined) {
      const book = this.feeds.book(instrumentId);
      if (book === undefined) throw new Error(`instrument ${instrumentId} is not listed`);
      followed = { book, watched: book.watch(0, 1), delivered: undefined, sequence: 0 };
      this.#followed.set(instrumentId, followed);
    }
    return followed;
  }
}
