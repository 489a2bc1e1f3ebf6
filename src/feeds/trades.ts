import type { TradeRecord } from '../domain/trade.ts';
import type { OrderTraded } from '../events/events.ts';
import { CommandKind, type Frame } from '../events/frame.ts';
import { EntryFeed } from './entry-feed.ts';
import type { Head } from './head.ts';
import type { LogOptions } from './log-feed.ts';
import { tradeOf } from './trade.ts';
import type { View } from './view.ts';

/** The stream of trades, by instrument. */
export class Trades extends EntryFeed<TradeRecord> implements View {
  readonly #head: Head;
  #last: TradeRecord | undefined;

  constructor(head: Head, options: LogOptions<TradeRecord>) {
    super(({ instrumentId }) => instrumentId, options);
    this.#head = head;
  }

  /** The trade of the current event, for the views after this one. */
  get last(): TradeRecord {
    if (this.#last === undefined) throw new Error('there was no trade');
    return this.#last;
  }

  orderTraded(event: OrderTraded): void {
    this.#last = tradeOf(event, this.#head.sequence, this.#head.timeNs);
    this.append(this.#last);
  }

  /** Imported trades are not in the stream, which begins after an import or a snapshot. */
  end({ kind, sequence }: Frame): void {
    if (kind === CommandKind.Import) this.startAfter(sequence);
  }

  publish(): void {
    this.committed(this.#head.sequence);
  }
}
