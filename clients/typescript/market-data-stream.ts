import type { Client } from '@connectrpc/connect';
import pRetry from 'p-retry';
import type {
  MarketDataChannel,
  MarketDataService,
  MarketDataUpdate,
  StreamMarketDataResponse,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { BACKOFF, isTemporary } from './reconnect.ts';
import { RedleafError } from './redleaf-error.ts';

/** What to subscribe to; the fields are those of `MarketDataSubscription`. */
export interface MarketDataWish {
  readonly channel: MarketDataChannel;
  /** 0, or not set, for all, where the channel allows it. */
  readonly instrumentId?: number;
  readonly depth?: number;
  readonly priceGrouping?: bigint;
  readonly updateIntervalMs?: number;
}

export type MarketDataState =
  /** No connection yet, or none any more: it is tried again from now on. */
  | 'connecting'
  /** Every subscription is up to date. */
  | 'live'
  /** Nothing has come for longer than the exchange is ever silent: a new connection is tried. */
  | 'stale';

export interface MarketDataStreamOptions {
  /** After so long without a message, the stream is taken for dead: twice the HEARTBEAT_MS of the exchange, 10,000 unless set. */
  readonly staleMs?: number;
  readonly onState?: (state: MarketDataState) => void;
  /** A subscription was refused, and is dropped; or the stream cannot be opened again, and ends. */
  readonly onError?: (error: RedleafError) => void;
}

type Listener = (update: MarketDataUpdate) => void;

interface Subscribed {
  /** Of the subscription as it is now; another one each time that it begins anew. */
  id: number;
  readonly wish: MarketDataWish;
  readonly listener: Listener;
  /** The `sequence` of the last update, by instrument. */
  readonly sequences: Map<number, bigint>;
}

/**
 * Market data of many instruments and channels over one connection, which is opened again whenever it is lost. Every listener gets
 * a snapshot, and then updates of which none is missing; when one is, or the connection was lost, a new snapshot comes.
 *
 * Works in browsers: it needs nothing but the client of the service.
 */
export class MarketDataStream {
  readonly #client: Client<typeof MarketDataService>;
  readonly #options: MarketDataStreamOptions;
  readonly #subscribed = new Map<number, Subscribed>();
  readonly #closed = new AbortController();
  /** Not sent yet. */
  readonly #toAdd = new Set<Subscribed>();
  readonly #toRemove = new Set<number>();
  #lastId = 0;
  /** Of the connection that there is now. */
  #streamId = '';
  #hangUp = new AbortController();
  #isSending = false;
  #state: MarketDataState = 'connecting';
  #lastMessageMs = performance.now();

  constructor(client: Client<typeof MarketDataService>, options: MarketDataStreamOptions = {}) {
    this.#client = client;
    this.#options = options;
    void this.#run();
  }

  get state(): MarketDataState {
    return this.#state;
  }

  /** How long ago the last message came. The exchange sends one at least every HEARTBEAT_MS. */
  get silentMs(): number {
    return performance.now() - this.#lastMessageMs;
  }

  /**
   * Begins with a snapshot. What several calls in a row ask for is sent together.
   *
   * @param listener gets nothing any more once the subscription was ended.
   * @returns ends it.
   */
  subscribe(wish: MarketDataWish, listener: Listener): () => void {
    const subscribed = { id: 0, wish, listener, sequences: new Map() };
    this.#begin(subscribed);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#end(subscribed);
    };
  }

  /** Ends the stream, and every subscription. */
  close(): void {
    this.#closed.abort();
    this.#hangUp.abort();
    this.#subscribed.clear();
  }

  #begin(subscribed: Subscribed): void {
    this.#lastId += 1;
    subscribed.id = this.#lastId;
    subscribed.sequences.clear();
    this.#subscribed.set(subscribed.id, subscribed);
    this.#toAdd.add(subscribed);
    void this.#send();
  }

  #end(subscribed: Subscribed): void {
    this.#subscribed.delete(subscribed.id);
    // One that the exchange has not heard of needs no end.
    if (!this.#toAdd.delete(subscribed)) this.#toRemove.add(subscribed.id);
    void this.#send();
  }

  /** Changes what is subscribed to, all at once, in calls one after the other. */
  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    // What else this turn asks for goes with it.
    await Promise.resolve();
    while (this.#streamId !== '' && this.#toAdd.size + this.#toRemove.size > 0) {
      const added = [...this.#toAdd];
      const remove = [...this.#toRemove];
      this.#toAdd.clear();
      this.#toRemove.clear();
      await this.#update(added, remove);
    }
    this.#isSending = false;
  }

  async #update(added: readonly Subscribed[], remove: readonly number[]): Promise<void> {
    const streamId = this.#streamId;
    try {
      const request = { streamId, add: added.map(requestOf), remove: [...remove] };
      await this.#client.updateSubscriptions(request, { signal: this.#hangUp.signal });
    } catch (thrown) {
      const error = RedleafError.from(thrown);
      // With the connection all subscriptions end, and begin anew on the next one.
      if (this.#closed.signal.aborted || streamId !== this.#streamId) return;
      if (
        error.isConnectionLost ||
        error.reason === 'UNKNOWN_STREAM' ||
        error.reason === 'TOO_MANY_REQUESTS'
      ) {
        this.#hangUp.abort();
        return;
      }
      for (const { id } of added) this.#subscribed.delete(id);
      this.#options.onError?.(error);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed;
    // What is asked for in the same turn comes with the first request.
    await Promise.resolve();
    while (!signal.aborted) {
      try {
        const shouldRetry = ({ error }: { error: Error }) => isTemporary(error, false);
        await pRetry(() => this.#connect(), { ...BACKOFF, signal, shouldRetry });
      } catch (thrown) {
        if (signal.aborted) return;
        this.#options.onError?.(RedleafError.from(thrown));
        return;
      } finally {
        this.#streamId = '';
      }
    }
  }

  /** One connection: resolves when it was lost after it had worked, and rejects when it never did. */
  async #connect(): Promise<void> {
    this.#setState(this.#state === 'stale' ? 'stale' : 'connecting');
    this.#hangUp = new AbortController();
    const { signal } = this.#hangUp;
    this.#toAdd.clear();
    this.#toRemove.clear();
    const all = [...this.#subscribed.values()];
    for (const { sequences } of all) sequences.clear();
    let hasWorked = false;
    const watch = this.#watchSilence();
    try {
      const request = { subscriptions: all.map(requestOf) };
      for await (const message of this.#client.streamMarketData(request, { signal })) {
        hasWorked = true;
        this.#received(message);
      }
    } catch (thrown) {
      if (!hasWorked || !isTemporary(thrown, false)) throw thrown;
    } finally {
      watch.stop();
      this.#hangUp.abort();
    }
    this.#setState(this.#state === 'stale' ? 'stale' : 'connecting');
  }

  #received({ streamId, updates }: StreamMarketDataResponse): void {
    this.#lastMessageMs = performance.now();
    if (streamId !== '') {
      this.#streamId = streamId;
      void this.#send();
    }
    this.#setState('live');
    for (const update of updates) this.#deliver(update);
  }

  #deliver(update: MarketDataUpdate): void {
    const subscribed = this.#subscribed.get(update.subscriptionId);
    if (subscribed === undefined || update.update.case === 'heartbeat') return;
    const { instrumentId, isSnapshot, previousSequence, sequence } = update;
    const { sequences } = subscribed;
    if (!isSnapshot && sequences.get(instrumentId) !== previousSequence) {
      // One is missing: a new subscription begins with all of it.
      this.#end(subscribed);
      this.#begin(subscribed);
      return;
    }
    sequences.set(instrumentId, sequence);
    subscribed.listener(update);
  }

  /** Hangs up on an exchange that has gone silent: it may be frozen, or the network gone without a word. */
  #watchSilence(): { readonly stop: () => void } {
    const { staleMs = DEFAULT_STALE_MS } = this.#options;
    const hangUp = this.#hangUp;
    this.#lastMessageMs = performance.now();
    const timer = setInterval(() => {
      if (this.silentMs < staleMs) return;
      this.#setState('stale');
      hangUp.abort();
    }, staleMs / CHECKS_PER_SILENCE);
    return { stop: () => clearInterval(timer) };
  }

  #setState(state: MarketDataState): void {
    if (state === this.#state || this.#closed.signal.aborted) return;
    this.#state = state;
    this.#options.onState?.(state);
  }
}

const DEFAULT_STALE_MS = 10_000;
const CHECKS_PER_SILENCE = 10;

function requestOf({ id, wish }: Subscribed) {
  return { subscriptionId: id, ...wish };
}
