import type { TradeRecord } from '../domain/trade.ts';
import type { ExecutionRecord } from '../feeds/execution.ts';
import type { LogMessage } from '../feeds/log-message.ts';
import type { BatchReader } from '../journal/sqlite/batch-reader.ts';
import type { PageRequest } from './catch-up-messages.ts';
import { EntryReader } from './entry-reader.ts';
import { ExecutionSink } from './execution-sink.ts';
import { restoreOrders } from './restore-orders.ts';
import { TradeSink } from './trade-sink.ts';

/** Streams of trades are open to everyone. A reader beyond this many is dropped, and costs one look-up to begin again. */
const MAX_TRADE_READERS = 64;

/** The readers of all subscribers that catch up, by subscriber. */
export class OlderReaders {
  readonly #directory: string;
  readonly #journal: Pick<BatchReader, 'batches'>;
  readonly #trades = new Map<number, EntryReader<TradeRecord>>();
  readonly #executions = new Map<number, EntryReader<ExecutionRecord>>();

  /** @param directory of the snapshots. */
  constructor(directory: string, journal: Pick<BatchReader, 'batches'>) {
    this.#directory = directory;
    this.#journal = journal;
  }

  trades(request: PageRequest): LogMessage<TradeRecord> {
    const [oldest] = this.#trades.keys();
    if (oldest !== undefined && this.#trades.size > MAX_TRADE_READERS) this.#trades.delete(oldest);
    return page(this.#trades, request, () => this.#openTrades(request));
  }

  executions(request: PageRequest): LogMessage<ExecutionRecord> {
    return page(this.#executions, request, () => this.#openExecutions(request));
  }

  close(id: number): void {
    this.#trades.delete(id);
    this.#executions.delete(id);
  }

  #openTrades({ topic, after }: PageRequest): EntryReader<TradeRecord> {
    const sink = new TradeSink(topic, after);
    return new EntryReader({ journal: this.#journal, sink, beginning: nothing(), after });
  }

  #openExecutions({ topic, after }: PageRequest): EntryReader<ExecutionRecord> {
    const sink = new ExecutionSink(topic, after);
    const beginning = restoreOrders(this.#directory, after, sink);
    return new EntryReader({ journal: this.#journal, sink, beginning, after });
  }
}

/** A page of the reader that is where the page begins; of a new reader if there is none, or after a failure. */
function page<T extends { readonly sequence: number }>(
  readers: Map<number, EntryReader<T>>,
  { id, after, upTo }: PageRequest,
  open: () => EntryReader<T>,
): LogMessage<T> {
  const known = readers.get(id);
  readers.delete(id);
  const reader = known?.delivered === after ? known : open();
  const read = reader.read(upTo);
  readers.set(id, reader);
  return read;
}

function* nothing(): Generator<void> {}
