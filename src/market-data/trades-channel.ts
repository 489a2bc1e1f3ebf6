import type { TradeRecord } from '../domain/trade.ts';
import type { LogFeed } from '../feeds/log-feed.ts';
import type { LogMessage } from '../feeds/log-message.ts';
import type { Subscription } from '../feeds/subscriptions.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

interface Options {
  /** 0 for all. */
  readonly instrumentId: number;
  /** So many of the latest trades are in the snapshot. */
  readonly depth: number;
  /** There is something to pull. */
  readonly onReady: () => void;
}

/** Trades of one instrument or of all. They are fetched ahead, one message, since they may have to be read from the journal. */
export class TradesChannel implements Channel {
  readonly #instrumentId: number;
  readonly #onReady: () => void;
  readonly #subscription: Subscription<LogMessage<TradeRecord>>;
  readonly #closed = new AbortController();
  #snapshot: readonly TradeRecord[] | undefined;
  #ready: LogMessage<TradeRecord> | undefined;
  #failure: { readonly error: unknown } | undefined;
  sequence: number;

  constructor(trades: LogFeed<TradeRecord>, { instrumentId, depth, onReady }: Options) {
    this.#instrumentId = instrumentId;
    this.#onReady = onReady;
    this.sequence = trades.committedSequence;
    this.#snapshot = trades.latest(instrumentId, depth);
    this.#subscription = trades.subscribe(instrumentId, this.sequence);
    void this.#fetch();
  }

  get hasMore(): boolean {
    return this.#ready !== undefined || this.#failure !== undefined;
  }

  touched(): void {}

  next(): readonly ChannelUpdate[] {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#snapshot !== undefined) {
      const trades = this.#snapshot;
      this.#snapshot = undefined;
      return [this.#update(0, this.sequence, trades)];
    }
    const message = this.#ready;
    if (message === undefined) return [];
    this.#ready = undefined;
    void this.#fetch();
    const previousSequence = this.sequence;
    this.sequence = message.sequence;
    return [this.#update(previousSequence, message.sequence, message.entries)];
  }

  close(): void {
    this.#closed.abort();
    this.#subscription.close();
  }

  async #fetch(): Promise<void> {
    try {
      let message: LogMessage<TradeRecord> | undefined;
      do message = await this.#subscription.next(this.#closed.signal);
      while (message?.entries.length === 0);
      this.#ready = message;
    } catch (error) {
      this.#failure = { error };
    }
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
