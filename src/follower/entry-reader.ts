import type { LogMessage } from '../feeds/log-message.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import type { BatchReader } from '../journal/sqlite/batch-reader.ts';
import type { EntrySink } from './entry-sink.ts';

/** Copying a page to the thread that sends it takes that thread about a millisecond. */
const PAGE_ENTRIES = 250;
/** A turn ends after this long, with the batch that is being read. */
const TURN_MS = 20;

interface EntryReaderOptions<T> {
  readonly journal: Pick<BatchReader, 'batches'>;
  readonly sink: EntrySink<T>;
  /** Prepares the sink, a step at a time. */
  readonly beginning: Iterator<void>;
  /** Entries up to this event are not given out. */
  readonly after: number;
}

/** Reads the journal for one subscriber, a turn at a time. */
export class EntryReader<T extends { readonly sequence: number }> {
  readonly #options: EntryReaderOptions<T>;
  #hasBegun = false;
  #delivered: number;

  constructor(options: EntryReaderOptions<T>) {
    this.#options = options;
    this.#delivered = options.after;
  }

  /** Everything up to this event was given out. */
  get delivered(): number {
    return this.#delivered;
  }

  /** The next entries up to an event; none when the turn ended before it found any. */
  read(upTo: number): LogMessage<T> {
    const { sink } = this.#options;
    if (sink.count < PAGE_ENTRIES) this.#advance(upTo, performance.now() + TURN_MS);
    const entries = sink.take(wholeEvents(sink, PAGE_ENTRIES));
    const known = sink.count > 0 ? (entries.at(-1)?.sequence ?? 0) : sink.position;
    this.#delivered = Math.max(this.#delivered, known);
    return { sequence: this.#delivered, entries };
  }

  #advance(upTo: number, deadlineMs: number): void {
    const { journal, sink, beginning } = this.#options;
    const isOver = () => performance.now() >= deadlineMs;
    while (!this.#hasBegun) {
      this.#hasBegun = beginning.next().done === true;
      if (isOver()) return;
    }
    sink.limitTo(upTo);
    for (const { bytes } of journal.batches(sink.position, () => upTo)) {
      decodeBatch(bytes, sink);
      if (sink.isFull || isOver()) return;
    }
  }
}

/** The number of entries of a page: those of one event stay together. */
function wholeEvents<T extends { readonly sequence: number }>(sink: EntrySink<T>, wanted: number): number {
  let count = Math.min(wanted, sink.count);
  while (count > 0 && sink.peek(count)?.sequence === sink.peek(count - 1)?.sequence) count += 1;
  return count;
}
