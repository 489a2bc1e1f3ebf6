import { Code } from '@connectrpc/connect';
import type { PriceLevel } from '../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataChannel } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import { LocalOrderBook } from './local-order-book.ts';
import type { MarketDataNotice, MarketDataStream } from './market-data-stream.ts';
import { RedleafError } from './redleaf-error.ts';
import { Signal } from './signal.ts';

export interface LiveBookOptions {
  /** Levels on each side: 1 to 1,000, default 20. All books of a connection have at most 10,000. */
  readonly depth?: number | undefined;
  /** Shortest time between two changes, in milliseconds: 10 to 60,000, default 100. */
  readonly updateIntervalMs?: number | undefined;
  readonly onChange?: ((book: LiveBook) => void) | undefined;
  readonly onNotice?: ((notice: MarketDataNotice, book: LiveBook) => void) | undefined;
  /**
   * Called when the exchange no longer accepts the subscription, for example after it was restored to a time before the listing
   * of the instrument.
   */
  readonly onRefused?: ((error: RedleafError, book: LiveBook) => void) | undefined;
}

/** The best levels of one book. They are equal to those of the exchange, or marked as stale. */
export class LiveBook {
  readonly instrument: ListedInstrument;
  readonly #book: LocalOrderBook;
  readonly #news = new Signal();
  readonly #notices: MarketDataNotice[] = [];
  #hasChanged = false;
  #isStale = false;
  #isClosed = false;
  #failure: RedleafError | undefined;
  #isIterated = false;
  #unsubscribe = (): void => {};

  private constructor(instrument: ListedInstrument) {
    this.instrument = instrument;
    this.#book = new LocalOrderBook(instrument.instrumentId);
  }

  /** @throws RedleafError if the exchange refuses the subscription, or the connection is closed. */
  static follow(
    stream: MarketDataStream,
    instrument: ListedInstrument,
    { depth = 0, updateIntervalMs = 0, onChange, onNotice, onRefused }: LiveBookOptions,
  ): Promise<LiveBook> {
    const book = new LiveBook(instrument);
    const { instrumentId } = instrument;
    const wish = { channel: MarketDataChannel.ORDER_BOOK, instrumentId, depth, updateIntervalMs };
    return new Promise((resolve, reject) => {
      book.#unsubscribe = stream.subscribe(
        wish,
        (update) => {
          book.#book.update(update);
          book.#hasChanged = true;
          book.#news.raise();
          resolve(book);
          // The book is right again once the notice says so.
          if (!book.#isStale) onChange?.(book);
        },
        {
          onNotice: (notice) => {
            book.#told(notice);
            onNotice?.(notice, book);
            if (notice === 'resynced') onChange?.(book);
          },
          onEnded: (error = closed()) => {
            reject(error);
            if (error.reason !== '') onRefused?.(error, book);
            book.#end(error);
          },
        },
      );
    });
  }

  /** Buy levels, highest price first, in minor units: `instrument.price(level.price)` is the decimal. */
  get bids(): readonly PriceLevel[] {
    return this.#book.bids;
  }

  /** Sell levels, lowest price first. */
  get asks(): readonly PriceLevel[] {
    return this.#book.asks;
  }

  /** The last event in the book. */
  get sequence(): bigint {
    return this.#book.sequence;
  }

  /** The epoch of `sequence`. */
  get epoch(): bigint {
    return this.#book.epoch;
  }

  /** Whether the book may be wrong, because the connection is lost or an update is missing. It recovers by itself. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /**
   * Yields `changed` or a notice, until the book is closed. A slow reader gets one `changed` for many changes, and each notice.
   * For one reader only.
   *
   * @throws RedleafError if the exchange no longer accepts the subscription.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<'changed' | MarketDataNotice, void, undefined> {
    this.#isIterated = true;
    while (!this.#isClosed) {
      const notice = this.#notices.shift();
      if (notice !== undefined) yield notice;
      else if (this.#hasChanged) {
        this.#hasChanged = false;
        yield 'changed';
      } else await this.#news.wait();
    }
    if (this.#failure !== undefined && this.#failure.reason !== '') throw this.#failure;
  }

  /** Ends the subscription. */
  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#news.raise();
  }

  #end(error: RedleafError): void {
    this.#isStale = true;
    this.#isClosed = true;
    this.#failure = error;
    this.#news.raise();
  }

  #told(notice: MarketDataNotice): void {
    this.#isStale = notice !== 'resynced';
    if (this.#isIterated) this.#notices.push(notice);
    this.#news.raise();
  }
}

function closed(): RedleafError {
  return new RedleafError('this connection is closed', { code: Code.Canceled, reason: '' });
}
