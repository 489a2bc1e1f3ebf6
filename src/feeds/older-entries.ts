import type { LogMessage } from './log-message.ts';

/** Entries that memory no longer has: read from a file, on another thread. */
export interface OlderEntries<T> {
  /** The file has the events after this one; 0 when it has all. */
  readonly oldest: number;
  /** For one subscriber to a topic, or to all with 0. Reads nothing yet. */
  open(topic: number): OlderReader<T>;
}

export interface OlderReader<T> {
  /**
   * The next entries after one event and up to another, of whole events. There may be none although more follow: then `sequence` is
   * the last event that was read. One call at a time.
   */
  read(after: number, upTo: number): Promise<LogMessage<T>>;
  close(): void;
}
