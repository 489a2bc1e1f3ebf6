import { QuietSink } from '../domain/quiet-sink.ts';

/** A reader holds this many entries at most, or of one event more. */
const MAX_ENTRIES = 5_000;

/**
 * Collects from the journal's events what a stream would have sent, until it holds enough: later events wait, and are to be
 * given again.
 */
export class EntrySink<T> extends QuietSink {
  protected readonly entries: T[] = [];
  /** The last event that was taken. */
  protected sequence: number;
  protected timeNs = 0n;
  /** Whether the current event is taken. */
  protected isTaken = false;
  #upTo = 0;

  constructor(sequence: number) {
    super();
    this.sequence = sequence;
  }

  /** The last event that was taken. */
  get position(): number {
    return this.sequence;
  }

  get isFull(): boolean {
    return this.entries.length >= MAX_ENTRIES;
  }

  get count(): number {
    return this.entries.length;
  }

  /** Events beyond this one are not taken. */
  limitTo(upTo: number): void {
    this.#upTo = upTo;
  }

  override at(sequence: number, timeNs: bigint): void {
    this.isTaken = sequence > this.sequence && sequence <= this.#upTo && !this.isFull;
    if (!this.isTaken) return;
    this.sequence = sequence;
    this.timeNs = timeNs;
  }

  /** Gives out this many of the oldest entries, or all. */
  take(count: number): T[] {
    return this.entries.splice(0, count);
  }

  peek(index: number): T | undefined {
    return this.entries[index];
  }
}
