import type { TradeRecord } from '../../domain/trade.ts';
import type { LogFeed } from '../log-feed.ts';
import type { LogMessage } from '../log-message.ts';
import type { LogSubscription } from '../log-subscription.ts';
import { PendingMessage } from '../pending-message.ts';
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
  readonly #subscription: LogSubscription<TradeRecord>;
  /** Reads the file. */
  readonly #older: PendingMessage<LogMessage<TradeRecord>>;
  #snapshot: readonly TradeRecord[] | undefined;
  hasMore = false;
  sequence: number;

  constructor(trades: LogFeed<TradeRecord>, { instrumentId, depth, onReady }: Options) {
    this.#trades = trades;
    this.#instrumentId = instrumentId;
    this.sequence = trades.committedSequence;
    this.#snapshot = trades.latest(instrumentId, depth);
    this.#subscription = trades.subscribe(instrumentId, this.sequence);
    this.#older = new PendingMessage(this.#subscription, onReady);
  }

  touched(): void {}

  next(): readonly ChannelUpdate[] {
    const older = this.#older.take();
    if (this.#snapshot !== undefined) {
      const trades = this.#snapshot;
      this.#snapshot = undefined;
      this.hasMore = this.sequence < this.#trades.committedSequence;
      return [this.#update(0, this.sequence, trades)];
    }
    const message = this.#older.isPending ? undefined : (older ?? this.#subscription.poll());
    this.hasMore = message !== undefined && message.sequence < this.#trades.committedSequence;
    if (message === undefined) this.#older.await();
    if (message === undefined || message.entries.length === 0) return [];
    const previousSequence = this.sequence;
    this.sequence = message.sequence;
    return [this.#update(previousSequence, message.sequence, message.entries)];
  }

  close(): void {
    this.#older.close();
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
