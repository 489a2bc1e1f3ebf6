import type { Feeds } from '../feeds.ts';
import { MarketStream, type StreamOptions } from './market-stream.ts';

const MINUTE_MS = 60_000;

/** The open streams of market data, by id. */
export class MarketStreams {
  readonly #feeds: Feeds;
  readonly #heartbeatMs: number;
  readonly #open = new Map<string, MarketStream>();
  /** Set while a stream is open. */
  #minutes: NodeJS.Timeout | undefined;

  constructor(feeds: Feeds, heartbeatMs: number) {
    this.#feeds = feeds;
    this.#heartbeatMs = heartbeatMs;
    feeds.clockAdvances.listen(() => this.#minutePassed());
  }

  open(options: Pick<StreamOptions, 'turn' | 'hold'>): MarketStream {
    const stream = new MarketStream({
      ...options,
      watchers: this.#feeds.watchers,
      heartbeatMs: this.#heartbeatMs,
      onClose: ({ id }) => this.#closed(id),
    });
    this.#open.set(stream.id, stream);
    this.#minutes ??= setInterval(() => this.#minutePassed(), MINUTE_MS).unref();
    return stream;
  }

  get(id: string): MarketStream | undefined {
    return this.#open.get(id);
  }

  #minutePassed(): void {
    for (const stream of this.#open.values()) stream.minutePassed();
  }

  #closed(id: string): void {
    this.#open.delete(id);
    if (this.#open.size > 0) return;
    clearInterval(this.#minutes);
    this.#minutes = undefined;
  }
}
