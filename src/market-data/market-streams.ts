import type { Feeds } from '../feeds/feeds.ts';
import { MarketStream } from './market-stream.ts';

/** The streams of market data that are open, by id. */
export class MarketStreams {
  readonly #feeds: Feeds;
  readonly #heartbeatMs: number;
  readonly #open = new Map<string, MarketStream>();

  constructor(feeds: Feeds, heartbeatMs: number) {
    this.#feeds = feeds;
    this.#heartbeatMs = heartbeatMs;
  }

  open(): MarketStream {
    const stream = new MarketStream({
      watchers: this.#feeds.watchers,
      heartbeatMs: this.#heartbeatMs,
      onClose: ({ id }) => this.#open.delete(id),
    });
    this.#open.set(stream.id, stream);
    return stream;
  }

  get(id: string): MarketStream | undefined {
    return this.#open.get(id);
  }
}
