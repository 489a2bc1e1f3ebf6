/** Is told of every commit once it has ended, so that someone can count and time them. */
export interface CommitObserver {
  /** So many events were made durable, within so long. */
  committed(events: number, durationMs: number): void;
  /** A batch is not in the journal. */
  failed(): void;
}
