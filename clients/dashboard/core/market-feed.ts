import type { MessageInitShape } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import type {
  MarketDataSubscriptionSchema,
  MarketDataUpdate,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { RedleafError } from '../../typescript/redleaf-error.ts';
import type { Api } from './api.ts';
import { Backoff } from './backoff.ts';

/** What a subscription asks for; the feed chooses its number. */
export type Topic = Omit<MessageInitShape<typeof MarketDataSubscriptionSchema>, 'subscriptionId' | '$typeName'>;

export interface FeedListener {
  /** Something was heard: an update or a sign of life. */
  onMessage(): void;
  /** The stream is open, with an epoch once the first update has come. */
  onOpen(): void;
  /** The stream was lost; it is tried again. */
  onLost(error: RedleafError): void;
  /** An update was missing: the subscription has begun anew. */
  onGap(): void;
}

interface Entry {
  readonly topic: Topic;
  readonly onUpdate: (update: MarketDataUpdate) => void;
  /** In the stream of now; undefined while it has to be told. */
  id: number | undefined;
  /** The last sequence of each instrument. */
  readonly sequences: Map<number, bigint>;
}

/**
 * All market data of the page over one stream. It is opened again when it is lost, with all subscriptions, each of which then
 * begins with a snapshot. Sequences are checked: a subscription that has missed something begins anew.
 */
export class MarketFeed {
  readonly #api: Pick<Api, 'marketData'>;
  readonly #listener: FeedListener;
  readonly #backoff = new Backoff();
  readonly #entries = new Set<Entry>();
  readonly #byId = new Map<number, Entry>();
  #removedIds: number[] = [];
  #lastId = 0;
  #streamId = '';
  #isFlushing = false;
  #stream = new AbortController();
  #isStopped = false;

  constructor(api: Pick<Api, 'marketData'>, listener: FeedListener) {
    this.#api = api;
    this.#listener = listener;
  }

  /** Returns what ends the subscription. */
  subscribe(topic: Topic, onUpdate: (update: MarketDataUpdate) => void): () => void {
    const entry: Entry = { topic, onUpdate, id: undefined, sequences: new Map() };
    this.#entries.add(entry);
    this.#flushSoon();
    return () => {
      if (this.#entries.delete(entry)) this.#forget(entry);
    };
  }

  /** Runs until it is stopped. */
  async run(): Promise<void> {
    while (!this.#isStopped) {
      this.#stream = new AbortController();
      try {
        await this.#read(this.#stream.signal);
        throw new RedleafError('the stream has ended', { code: Code.Unavailable, reason: '' });
      } catch (thrown) {
        this.#streamId = '';
        if (this.#isStopped) return;
        this.#listener.onLost(RedleafError.from(thrown));
        await this.#backoff.pause();
      }
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#stream.abort();
    this.#backoff.tryNow();
  }

  /** The network is back, or the machine was asleep: what is open may be dead without a word. */
  reopen(): void {
    this.#stream.abort();
    this.#backoff.tryNow();
  }

  async #read(signal: AbortSignal): Promise<void> {
    this.#lastId = 0;
    this.#byId.clear();
    this.#removedIds = [];
    const subscriptions = [...this.#entries].map((entry) => this.#number(entry));
    for await (const { streamId, updates } of this.#api.marketData.streamMarketData({ subscriptions }, { signal })) {
      if (streamId !== '') {
        this.#streamId = streamId;
        this.#backoff.reset();
        this.#listener.onOpen();
        this.#flushSoon();
      }
      this.#listener.onMessage();
      for (const update of updates) this.#deliver(update);
    }
  }

  /** Gives a subscription its number in the stream of now. */
  #number(entry: Entry) {
    this.#lastId += 1;
    entry.id = this.#lastId;
    entry.sequences.clear();
    this.#byId.set(entry.id, entry);
    return { ...entry.topic, subscriptionId: entry.id };
  }

  #deliver(update: MarketDataUpdate): void {
    const entry = this.#byId.get(update.subscriptionId);
    // Updates of a subscription that has ended may still be on their way.
    if (entry === undefined) return;
    const { instrumentId, previousSequence, sequence, isSnapshot } = update;
    const last = entry.sequences.get(instrumentId);
    if (!isSnapshot && last !== undefined && previousSequence !== last) {
      this.#forget(entry);
      this.#flushSoon();
      this.#listener.onGap();
      return;
    }
    entry.sequences.set(instrumentId, sequence);
    if (update.update.case !== 'heartbeat') entry.onUpdate(update);
  }

  #forget(entry: Entry): void {
    if (entry.id === undefined) return;
    this.#removedIds.push(entry.id);
    this.#byId.delete(entry.id);
    entry.id = undefined;
    this.#flushSoon();
  }

  /** Changes of one turn are one call; one call follows the other. */
  #flushSoon(): void {
    if (this.#streamId === '' || this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const streamId = this.#streamId;
    const stream = this.#stream;
    while (this.#streamId === streamId && streamId !== '') {
      const add = [...this.#entries].filter(({ id }) => id === undefined).map((entry) => this.#number(entry));
      const remove = this.#removedIds.splice(0);
      if (add.length === 0 && remove.length === 0) break;
      try {
        await this.#api.marketData.updateSubscriptions({ streamId, add, remove }, { timeoutMs: CALL_TIMEOUT_MS });
      } catch {
        // Whatever the reason, a new stream has all that is subscribed to.
        stream.abort();
        break;
      }
    }
    this.#isFlushing = false;
    if (this.#streamId !== streamId) this.#flushSoon();
  }
}

const CALL_TIMEOUT_MS = 10_000;
