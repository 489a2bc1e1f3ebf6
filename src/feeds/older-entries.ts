import type { LogMessage } from './log-message.ts';

/** What memory has no longer: read from a file, off the thread that asks. */
export interface OlderEntries<T> {
  /** It has what followed this event and none before it; 0 when it has everything. */
  readonly oldest: number;
  /** For one subscriber to a topic, or to all with 0. Reads nothing yet. */
  open(topic: number): OlderReader<T>;
}

export interface OlderReader<T> {
  /**
   * The next entries after one event, none beyond another one, whole events. There may be none although more follow: then
   * `sequence` is the last event that was looked at. Only one call at a time.
   */
  read(after: number, upTo: number): Promise<LogMessage<T>>;
  close(): void;
}
