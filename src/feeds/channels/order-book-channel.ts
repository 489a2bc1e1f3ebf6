import type { DepthBook, WatchedBook } from '../depth-book.ts';
import type { BookLevels } from '../snapshot-parts.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

/** The best levels of a book. An update is the difference between the reader's levels and the current ones. */
export class OrderBookChannel implements Channel {
  readonly hasMore = false;
  looked = 0;
  readonly #book: DepthBook;
  readonly #watched: WatchedBook;
  #delivered: BookLevels | undefined;
  sequence = 0;

  /** @param step size of the price steps into which levels are summed; 0 for none. */
  constructor(book: DepthBook, step: number, depth: number) {
    this.#book = book;
    this.#watched = book.watch(step, depth);
  }

  touched(): void {}

  next(): readonly ChannelUpdate[] {
    const { view } = this.#watched;
    const before = this.#delivered;
    const now = view.levels();
    this.looked = now.bids.length + now.asks.length;
    const levels = before === undefined ? now : view.changesFrom(before);
    this.#delivered = now;
    if (before !== undefined && levels.bids.length + levels.asks.length === 0) return [];
    const update = {
      instrumentId: this.#book.instrumentId,
      previousSequence: this.sequence,
      sequence: this.#book.sequence,
      isSnapshot: before === undefined,
      content: { kind: 'orderBook', levels },
    } as const;
    this.sequence = update.sequence;
    return [update];
  }

  close(): void {
    this.#watched.close();
  }
}
