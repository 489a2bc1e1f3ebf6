/** Counts and times commits. */
export interface CommitObserver {
  /** A commit has made events durable. */
  committed(events: number, durationMs: number): void;
  /** A commit failed: its batch is not in the journal. */
  failed(): void;
}
