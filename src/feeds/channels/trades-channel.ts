import type { TradeRecord } from '../../domain/trade.ts';
import type { LogFeed } from '../log-feed.ts';
import type { LogMessage } from '../log-message.ts';
import type { LogSubscription } from '../log-subscription.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

interface Options {
  /** 0 for all. */
  readonly instrumentId: number;
  /** Number of the latest trades in the snapshot. */
  readonly depth: number;
  /** Called when updates are available. */
  readonly onReady: () => void;
}

/** Trades of one instrument or of all, from memory, or from the journal if memory no longer has them. */
export class TradesChannel implements Channel {
  readonly #trades: LogFeed<TradeRecord>;
  readonly #instrumentId: number;
  readonly #onReady: () => void;
  readonly #subscription: LogSubscription<TradeRecord>;
  readonly #closed = new AbortController();
  #snapshot: readonly TradeRecord[] | undefined;
  #isFetching = false;
  #fetched: LogMessage<TradeRecord> | undefined;
  #failure: { readonly error: unknown } | undefined;
  hasMore = false;
  sequence: number;

  constructor(trades: LogFeed<TradeRecord>, { instrumentId, depth, onReady }: Options) {
    this.#trades = trades;
    this.#instrumentId = instrumentId;
    this.#onReady = onReady;
    this.sequence = trades.committedSequence;
    this.#snapshot = trades.latest(instrumentId, depth);
    this.#subscription = trades.subscribe(instrumentId, this.sequence);
  }

  touched(): void {}

  next(): readonly ChannelUpdate[] {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#snapshot !== undefined) {
      const trades = this.#snapshot;
      this.#snapshot = undefined;
      this.hasMore = this.sequence < this.#trades.committedSequence;
      return [this.#update(0, this.sequence, trades)];
    }
    const message = this.#isFetching ? undefined : (this.#fetched ?? this.#subscription.poll());
    this.#fetched = undefined;
    this.hasMore = message !== undefined && message.sequence < this.#trades.committedSequence;
    if (message === undefined && !this.#isFetching) void this.#fetch();
    if (message === undefined || message.entries.length === 0) return [];
    const previousSequence = this.sequence;
    this.sequence = message.sequence;
    return [this.#update(previousSequence, message.sequence, message.entries)];
  }

  close(): void {
    this.#closed.abort();
    this.#subscription.close();
  }

  async #fetch(): Promise<void> {
    this.#isFetching = true;
    try {
      let message: LogMessage<TradeRecord> | undefined;
      do message = await this.#subscription.next(this.#closed.signal);
      while (message?.entries.length === 0);
      this.#fetched = message;
    } catch (error) {
      this.#failure = { error };
    }
    this.#isFetching = false;
    if (!this.#closed.signal.aborted) this.#onReady();
  }

  #update(previousSequence: number, sequence: number, trades: readonly TradeRecord[]): ChannelUpdate {
    const isSnapshot = previousSequence === 0;
    return {
      instrumentId: this.#instrumentId,
      previousSequence,
      sequence,
      isSnapshot,
      content: { kind: 'trades', trades },
    };
  }
}
