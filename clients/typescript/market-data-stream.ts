import type { Message } from '@bufbuild/protobuf';
import { type Client, Code } from '@connectrpc/connect';
import type {
  MarketDataService,
  MarketDataSubscription,
  MarketDataUpdate,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { backoffMs, LONGEST_PAUSE_MS } from './reconnect.ts';
import { RedleafError } from './redleaf-error.ts';
import { type Point, type TradeGap, tradeGap } from './trade-gap.ts';
import { UpdateChain } from './update-chain.ts';

type Calls = Pick<Client<typeof MarketDataService>, 'streamMarketData' | 'updateSubscriptions'>;
type Fields = Omit<MarketDataSubscription, keyof Message | 'subscriptionId'>;

/** A subscription, with the fields of `MarketDataSubscription`. */
export type MarketDataWish = Pick<Fields, 'channel'> & Partial<Fields>;

export type MarketDataState =
  /** No connection, and attempts are being made. */
  | 'connecting'
  /** Every subscription is up to date. */
  | 'live'
  /** The exchange has been silent for too long. A new connection is tried. */
  | 'stale'
  /** Updates were missed, and new snapshots are pending. */
  | 'resynchronizing';

/** A change in the state of a subscription. The first connection causes none. */
export type MarketDataNotice =
  /** Delivered data may be outdated: an update is missing, or the connection is lost or silent. */
  | 'stale'
  /** There is a connection again, and a snapshot is pending. */
  | 'reconnected'
  /** The snapshot was delivered, so the data is right again. */
  | 'resynced';

export interface MarketDataEvents {
  readonly onNotice?: ((notice: MarketDataNotice) => void) | undefined;
  /** The exchange has refused the subscription, or the stream was closed (`error` is undefined). There are no more updates. */
  readonly onEnded?: ((error: RedleafError | undefined) => void) | undefined;
}

export interface MarketDataStreamOptions {
  /** Time without a message after which the stream counts as dead, in milliseconds: twice the HEARTBEAT_MS of the exchange; default 10,000. */
  readonly staleMs?: number;
  readonly onState?: (state: MarketDataState) => void;
  /** A subscription was refused and is dropped, or an attempt to connect failed and another follows. */
  readonly onError?: (error: RedleafError, refused: MarketDataWish | undefined) => void;
  /**
   * A subscription of trades has restarted, and its snapshot does not have all trades since the last delivered one. The
   * snapshot comes next. `watchTrades` from `afterSequence` and `epoch`, or `ListTrades`, has the missing trades.
   */
  readonly onGap?: (gap: TradeGap, wish: MarketDataWish) => void;
}

type Listener = (update: MarketDataUpdate) => void;

interface Subscribed {
  readonly wish: MarketDataWish;
  readonly listener: Listener;
  readonly events: MarketDataEvents;
  id: number;
  chain: UpdateChain;
  /** The last delivered event; undefined before the first snapshot. */
  delivered: Point | undefined;
  /** Whether the snapshot was delivered, and no update is missing since. */
  isCurrent: boolean;
  /** Whether the listener has got the notice `stale`. */
  isStale: boolean;
}

/** One stream of the exchange, from its opening to its end. */
interface Connection {
  readonly hangUp: AbortController;
  /** Ids of subscriptions that the exchange knows. */
  readonly known: Set<number>;
  /** Undefined before the first message. */
  streamId: string | undefined;
  /** Number of checks since the opening or the last message. */
  silentChecks: number;
}

const DEFAULT_STALE_MS = 10_000;
const CHECKS_PER_SILENCE = 10;
const UPDATE_TIMEOUT_MS = 10_000;
const MAX_SUBSCRIPTIONS = 256;
/** A wrong subscription in an error's field: `subscriptions[3].depth`. */
const REFUSED = /^(?:subscriptions|add)\[(?<index>\d+)\]/;

/**
 * Market data of many instruments and channels over one stream, also in browsers. The stream opens at once. If the connection
 * is lost or silent, or an update is missing, it recovers by itself, and each subscription restarts with a snapshot.
 */
export class MarketDataStream {
  readonly #marketData: Calls;
  readonly #options: MarketDataStreamOptions;
  /** By id, ascending. */
  readonly #wanted = new Map<number, Subscribed>();
  readonly #watchdog: ReturnType<typeof setInterval>;
  #nextId = 1;
  #connection: Connection | undefined;
  #state: MarketDataState = 'connecting';
  #lastMessageMs = Date.now();
  /** Whether the last connection was closed because of its silence. */
  #isSilent = false;
  /** Pause that the exchange requests before the next attempt. */
  #retryAfterMs = 0;
  #isUpdating = false;
  #isClosed = false;
  #endPause = (): void => {};

  constructor(marketData: Calls, options: MarketDataStreamOptions = {}) {
    this.#marketData = marketData;
    this.#options = options;
    const { staleMs = DEFAULT_STALE_MS } = options;
    this.#watchdog = setInterval(() => this.#checkSilence(), staleMs / CHECKS_PER_SILENCE);
    // Subscriptions of this turn are part of the opening request.
    queueMicrotask(() => void this.#run());
  }

  get state(): MarketDataState {
    return this.#state;
  }

  /** Time since the last message. The exchange sends one at least every HEARTBEAT_MS. */
  get silentMs(): number {
    return Math.max(0, Date.now() - this.#lastMessageMs);
  }

  /**
   * Adds a subscription, which begins with a snapshot. Several calls in a row are sent together.
   *
   * @param listener called with each update, in order and without a gap, until the subscription ends. A later snapshot replaces
   * everything before it; `onGap` reports trades that are missing before it.
   * @param events notices when delivered data is outdated, and when it is right again.
   * @returns a function that ends the subscription.
   * @throws RedleafError if there are 256 subscriptions already.
   */
  subscribe(wish: MarketDataWish, listener: Listener, events: MarketDataEvents = {}): () => void {
    if (this.#wanted.size >= MAX_SUBSCRIPTIONS) {
      const message = `a stream has at most ${MAX_SUBSCRIPTIONS} subscriptions`;
      throw new RedleafError(message, { code: Code.ResourceExhausted, reason: 'TOO_MANY_SUBSCRIPTIONS' });
    }
    const chain = new UpdateChain();
    const begun = { id: 0, delivered: undefined, isCurrent: false, isStale: false };
    const subscribed = { wish, listener, events, chain, ...begun };
    this.#begin(subscribed);
    return () => this.#remove(subscribed);
  }

  /** Opens the stream again without a pause, for example when the network is back or the computer wakes up. */
  reconnect(): void {
    this.#connection?.hangUp.abort();
    this.#endPause();
  }

  /** Ends the stream and all subscriptions. After this only `onEnded` is called. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#watchdog);
    const ended = [...this.#wanted.values()];
    this.#wanted.clear();
    this.reconnect();
    for (const { events } of ended) guarded(() => events.onEnded?.(undefined));
  }

  /** Uses a new id, so that updates of the old one can be distinguished from those after the new snapshot. */
  #begin(subscribed: Subscribed): void {
    subscribed.id = this.#nextId;
    this.#nextId += 1;
    subscribed.chain = new UpdateChain();
    subscribed.isCurrent = false;
    this.#wanted.set(subscribed.id, subscribed);
    this.#update();
  }

  #remove({ id }: Subscribed): void {
    if (!this.#wanted.delete(id)) return;
    this.#update();
    this.#report();
  }

  async #run(): Promise<void> {
    let attempts = 0;
    while (!this.#isClosed) {
      const openedMs = Date.now();
      const isRefused = await this.#follow();
      if (this.#isClosed) return;
      for (const one of this.#wanted.values()) this.#outdated(one);
      this.#report();
      // Without the subscription that was refused, the stream can be opened.
      if (isRefused) continue;
      attempts = Date.now() - openedMs > LONGEST_PAUSE_MS ? 0 : attempts + 1;
      await this.#pause(attempts);
      this.#retryAfterMs = 0;
    }
  }

  /** Opens the stream and reads it to its end. Returns whether the exchange refused one of the subscriptions. */
  async #follow(): Promise<boolean> {
    const subscribed = [...this.#wanted.values()];
    const connection: Connection = {
      hangUp: new AbortController(),
      known: new Set(this.#wanted.keys()),
      streamId: undefined,
      silentChecks: 0,
    };
    for (const one of subscribed) {
      one.chain = new UpdateChain();
      one.isCurrent = false;
    }
    this.#connection = connection;
    const request = { subscriptions: subscribed.map(toProto) };
    try {
      const { signal } = connection.hangUp;
      for await (const message of this.#marketData.streamMarketData(request, { signal })) {
        // A transport may deliver more messages after the abort.
        if (signal.aborted) break;
        this.#arrived(connection, message.streamId);
        for (const update of message.updates) this.#deliver(update);
        this.#report();
      }
      return false;
    } catch (thrown) {
      if (connection.hangUp.signal.aborted) return false;
      const error = RedleafError.from(thrown, 'StreamMarketData');
      if (this.#refuse(error, request.subscriptions)) return true;
      this.#retryAfterMs = error.retryAfterMs ?? 0;
      this.#failed(error, undefined);
      return false;
    } finally {
      this.#connection = undefined;
    }
  }

  #arrived(connection: Connection, streamId: string): void {
    connection.silentChecks = 0;
    this.#lastMessageMs = Date.now();
    if (connection.streamId !== undefined) return;
    this.#isSilent = false;
    connection.streamId = streamId;
    for (const one of this.#wanted.values()) if (one.isStale) this.#notice(one, 'reconnected');
    // Sends the changes since the opening request.
    this.#update();
  }

  #deliver(update: MarketDataUpdate): void {
    const subscribed = this.#wanted.get(update.subscriptionId);
    // It may have been removed.
    if (subscribed === undefined) return;
    if (!subscribed.chain.accept(update)) {
      this.#wanted.delete(subscribed.id);
      this.#begin(subscribed);
      this.#outdated(subscribed);
      return;
    }
    const gap = tradeGap(subscribed.delivered, update);
    if (gap !== undefined) guarded(() => this.#options.onGap?.(gap, subscribed.wish));
    // The callback may have ended the subscription.
    if (!this.#wanted.has(subscribed.id)) return;
    subscribed.delivered = { epoch: update.epoch, sequence: update.sequence };
    subscribed.isCurrent = true;
    if (update.update.case !== 'heartbeat') guarded(() => subscribed.listener(update));
    if (!subscribed.isStale) return;
    subscribed.isStale = false;
    this.#notice(subscribed, 'resynced');
  }

  #outdated(subscribed: Subscribed): void {
    if (subscribed.delivered === undefined || subscribed.isStale) return;
    subscribed.isStale = true;
    this.#notice(subscribed, 'stale');
  }

  #notice({ events }: Subscribed, notice: MarketDataNotice): void {
    if (!this.#isClosed) guarded(() => events.onNotice?.(notice));
  }

  /** Sends the differences between the wanted subscriptions and those that the exchange knows. */
  #update(): void {
    if (this.#isUpdating) return;
    this.#isUpdating = true;
    queueMicrotask(() => void this.#sendChanges());
  }

  async #sendChanges(): Promise<void> {
    for (;;) {
      const connection = this.#connection;
      const changes = connection === undefined ? undefined : this.#changesFor(connection);
      if (connection === undefined || changes === undefined) break;
      try {
        const { signal } = connection.hangUp;
        await this.#marketData.updateSubscriptions(changes, { signal, timeoutMs: UPDATE_TIMEOUT_MS });
        for (const { subscriptionId } of changes.add) connection.known.add(subscriptionId);
        for (const id of changes.remove) connection.known.delete(id);
      } catch (thrown) {
        if (connection !== this.#connection) continue;
        const error = RedleafError.from(thrown, 'UpdateSubscriptions');
        if (this.#refuse(error, changes.add)) continue;
        // The update may have been executed or not. A new stream has a known state again.
        this.#failed(error, undefined);
        connection.hangUp.abort();
        break;
      }
    }
    // Reset in the turn of the last check, so that a later change starts another update.
    this.#isUpdating = false;
  }

  /** Undefined if there are no changes, or the stream is not open yet. */
  #changesFor({ streamId, known }: Connection) {
    if (streamId === undefined) return undefined;
    const add = Array.from(this.#wanted.values()).filter(({ id }) => !known.has(id));
    const remove = [...known].filter((id) => !this.#wanted.has(id));
    return add.length + remove.length === 0 ? undefined : { streamId, add: add.map(toProto), remove };
  }

  /** Ends the subscription that an error names, if any. */
  #refuse(error: RedleafError, requested: readonly { readonly subscriptionId: number }[]): boolean {
    const index = REFUSED.exec(error.field ?? '')?.groups?.['index'];
    const request = index === undefined ? undefined : requested[Number(index)];
    if (request === undefined) return false;
    const refused = this.#wanted.get(request.subscriptionId);
    this.#wanted.delete(request.subscriptionId);
    this.#failed(error, refused?.wish);
    guarded(() => refused?.events.onEnded?.(error));
    return true;
  }

  #failed(error: RedleafError, refused: MarketDataWish | undefined): void {
    if (!this.#isClosed) guarded(() => this.#options.onError?.(error, refused));
  }

  /** Counts checks instead of time: messages that arrived while this program was busy are read before the next check. */
  #checkSilence(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    connection.silentChecks += 1;
    if (connection.silentChecks < CHECKS_PER_SILENCE) return;
    this.#isSilent = true;
    connection.hangUp.abort();
  }

  #report(): void {
    const state = this.#stateNow();
    if (this.#isClosed || state === this.#state) return;
    this.#state = state;
    guarded(() => this.#options.onState?.(state));
  }

  #stateNow(): MarketDataState {
    if (this.#connection?.streamId === undefined) return this.#isSilent ? 'stale' : 'connecting';
    const isBehind = Array.from(this.#wanted.values()).some(
      (one) => one.delivered !== undefined && !one.isCurrent,
    );
    return isBehind ? 'resynchronizing' : 'live';
  }

  /** Grows with the number of attempts, with jitter, so that clients do not all reconnect at once. */
  #pause(attempts: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#retryAfterMs + backoffMs(attempts));
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function toProto({ wish, id }: Subscribed) {
  return { ...wish, subscriptionId: id };
}

/** An error of a callback is a bug of the program. The stream continues. */
function guarded(callback: () => void): void {
  try {
    callback();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}
