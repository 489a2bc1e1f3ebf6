import type { Feeds } from '../feeds.ts';
import { MarketStream, type StreamOptions } from './market-stream.ts';

const MINUTE_MS = 60_000;

interface Options {
  readonly heartbeatMs: number;
  readonly createId: () => string;
}

/** The open streams of market data, by id. */
export class MarketStreams {
  readonly #feeds: Feeds;
  readonly #options: Options;
  readonly #open = new Map<string, MarketStream>();
  /** Set while a stream is open. */
  #minutes: NodeJS.Timeout | undefined;

  constructor(feeds: Feeds, options: Options) {
    this.#feeds = feeds;
    this.#options = options;
    feeds.clockAdvances.listen(() => this.#minutePassed());
  }

  open(options: Pick<StreamOptions, 'turn' | 'hold'>): MarketStream {
    const { heartbeatMs, createId } = this.#options;
    const stream = new MarketStream({
      ...options,
      id: createId(),
      watchers: this.#feeds.watchers,
      heartbeatMs,
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
