import type { LogMessage } from './log-message.ts';

/** Entries that are no longer in memory. Another thread reads them from a file. */
export interface OlderEntries<T> {
  /** The file has the events after this one; 0 when it has all. */
  readonly oldest: number;
  /** Opens a reader for one subscriber to a topic, or to all topics with 0. Reads nothing yet. */
  open(topic: number): OlderReader<T>;
}

export interface OlderReader<T> {
  /**
   * The next entries after one event and up to another. Events are not divided. A page may be empty although more entries
   * follow: `sequence` is the last event that was read. One call at a time.
   */
  read(after: number, upTo: number): Promise<LogMessage<T>>;
  close(): void;
}
