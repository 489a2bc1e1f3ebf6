import pLimit from 'p-limit';
import type { MarketDataChannel } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Subscription } from '../subscriptions.ts';
import { Wakeup } from '../wakeup.ts';
import type { Watchers } from '../watchers.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

/** A message is full after this number of examined levels, trades and instruments. */
const MAX_ENTRIES_PER_MESSAGE = 2_000;
/** Examining this number takes some hundredths of a millisecond. */
const MAX_LOOKED_WITHOUT_TURN = 500;

export interface StreamUpdate {
  readonly subscriptionId: number;
  readonly channel: MarketDataChannel;
  readonly update: ChannelUpdate;
}

export interface StreamOptions {
  readonly id: string;
  readonly watchers: Watchers;
  readonly heartbeatMs: number;
  /** Resolves when the stream has a turn for a long read. */
  readonly turn: () => Promise<void>;
  /** Sets the number of subscriptions for which the reader counts. Throws if that is too many. */
  readonly hold: (subscriptions: number) => void;
  readonly onClose: (stream: MarketStream) => void;
}

/** The parameters of one subscription. */
export interface NewSubscription {
  readonly subscriptionId: number;
  readonly channel: MarketDataChannel;
  /** 0 for all. */
  readonly instrumentId: number;
  readonly intervalMs: number;
  /** Levels of a book on each side; 0 for other channels. */
  readonly levels: number;
  /** The number of subscriptions that it counts as. More than 1 if it takes the memory of several. */
  readonly places: number;
  /** Whether opening it takes a turn, because its duration depends on the size of a book or the number of instruments. */
  readonly isLong: boolean;
  readonly open: (onReady: () => void) => Channel;
}

interface OpenSubscription {
  readonly wanted: NewSubscription;
  readonly channel: Channel;
  readonly unwatch: () => void;
  /** It may have updates. */
  isDirty: boolean;
  /** Earliest time of the next update. */
  dueMs: number;
}

/** Many subscriptions as one stream. It wakes when a changed subscription may send, and pulls its updates. */
export class MarketStream implements Subscription<readonly StreamUpdate[]> {
  /** Changes of the subscriptions run one after the other, so that each is valid when it is made. */
  readonly changes = pLimit(1);
  readonly #options: StreamOptions;
  readonly #wakeup = new Wakeup();
  /** The subscription that has waited longest is first. */
  readonly #subscriptions = new Map<number, OpenSubscription>();
  #highestId = 0;
  #isFirst = true;
  #looked = 0;
  #isClosed = false;
  #silentSinceMs = performance.now();

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.id;
  }

  /** Resolves when the stream has a turn for a long read. */
  turn(): Promise<void> {
    return this.#options.turn();
  }

  /** All subscriptions except those given. */
  without(removed: ReadonlySet<number>): NewSubscription[] {
    return [...this.#subscriptions.values()].flatMap(({ wanted }) =>
      removed.has(wanted.subscriptionId) ? [] : [wanted],
    );
  }

  /** Takes room for these subscriptions instead of the current ones. Throws if that is too much for the reader. */
  hold(subscriptions: readonly NewSubscription[]): void {
    this.#options.hold(subscriptions.reduce((sum, { places }) => sum + places, 0));
  }

  /** Ids of new subscriptions are above this one. */
  get highestId(): number {
    return this.#highestId;
  }

  has(subscriptionId: number): boolean {
    return this.#subscriptions.has(subscriptionId);
  }

  add(wanted: NewSubscription): void {
    if (this.#isClosed) return;
    const { subscriptionId, instrumentId, open } = wanted;
    this.#highestId = Math.max(this.#highestId, subscriptionId);
    const onNews = () => {
      if (subscription.isDirty) return;
      subscription.isDirty = true;
      this.#wakeup.wake();
    };
    const channel = open(onNews);
    const unwatch = this.#options.watchers.watch(instrumentId, (touched) => {
      channel.touched(touched);
      onNews();
    });
    const subscription = { wanted, channel, unwatch, isDirty: true, dueMs: 0 };
    this.#subscriptions.set(subscriptionId, subscription);
    this.#wakeup.wake();
  }

  remove(subscriptionId: number): void {
    const subscription = this.#subscriptions.get(subscriptionId);
    if (subscription === undefined) return;
    this.#subscriptions.delete(subscriptionId);
    subscription.unwatch();
    subscription.channel.close();
  }

  /** A minute has passed. */
  minutePassed(): void {
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.channel.minutePassed === undefined) continue;
      subscription.channel.minutePassed();
      subscription.isDirty = true;
    }
    this.#wakeup.wake();
  }

  async next(signal: AbortSignal): Promise<readonly StreamUpdate[] | undefined> {
    while (!signal.aborted) {
      // The next read will probably cost as much as the last one.
      if (this.#looked > MAX_LOOKED_WITHOUT_TURN) await this.#options.turn();
      const nowMs = performance.now();
      const updates = this.#pull(nowMs);
      if (updates.length > 0 || this.#isFirst) return this.#sent(updates, nowMs);
      const silentMs = nowMs - this.#silentSinceMs;
      const { heartbeatMs } = this.#options;
      if (silentMs >= heartbeatMs) return this.#sent(this.#heartbeats(), nowMs);
      await this.#wakeup.sleep(Math.min(heartbeatMs - silentMs, this.#nextDueMs() - nowMs), signal);
    }
    return undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const subscriptionId of [...this.#subscriptions.keys()]) this.remove(subscriptionId);
    this.#options.onClose(this);
  }

  #sent(updates: readonly StreamUpdate[], nowMs: number): readonly StreamUpdate[] {
    this.#isFirst = false;
    this.#silentSinceMs = nowMs;
    return updates;
  }

  #pull(nowMs: number): StreamUpdate[] {
    const found: StreamUpdate[] = [];
    this.#looked = 0;
    for (const subscription of [...this.#subscriptions.values()]) {
      const { wanted, channel } = subscription;
      const { subscriptionId, intervalMs } = wanted;
      if (!subscription.isDirty || subscription.dueMs > nowMs) continue;
      if (this.#looked >= MAX_ENTRIES_PER_MESSAGE) break;
      subscription.isDirty = false;
      const updates = channel.next();
      subscription.isDirty ||= channel.hasMore;
      // The rest follows at once. A read without updates delays the next one too; otherwise each event would cause a read.
      if (!channel.hasMore) subscription.dueMs = nowMs + intervalMs;
      const entries = updates.reduce((sum, update) => sum + entriesOf(update), 0);
      this.#looked += Math.max(1, entries, channel.looked ?? 0);
      for (const update of updates) found.push({ subscriptionId, channel: wanted.channel, update });
      this.#subscriptions.delete(subscriptionId);
      this.#subscriptions.set(subscriptionId, subscription);
    }
    return found;
  }

  /** Earliest time at which a subscription with updates may send. */
  #nextDueMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { isDirty, dueMs } of this.#subscriptions.values()) if (isDirty && dueMs < next) next = dueMs;
    return next;
  }

  #heartbeats(): StreamUpdate[] {
    return Array.from(this.#subscriptions.values(), ({ wanted, channel: { sequence } }) => {
      const { subscriptionId, channel, instrumentId } = wanted;
      const content = { kind: 'heartbeat' } as const;
      const update = { instrumentId, previousSequence: sequence, sequence, isSnapshot: false, content };
      return { subscriptionId, channel, update };
    });
  }
}

/** Approximate effort of converting an update. */
export function entriesOf({ content }: ChannelUpdate): number {
  switch (content.kind) {
    case 'orderBook':
      return content.levels.bids.length + content.levels.asks.length;
    case 'trades':
      return content.trades.length;
    case 'candles':
      return content.candles.length;
    case 'instruments':
      return content.instruments.length;
    default:
      return 1;
  }
}
