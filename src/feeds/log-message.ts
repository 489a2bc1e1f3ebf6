/** Entries of a topic since the previous message. None: nothing happened, or older entries are still being read. */
export interface LogMessage<T> {
  /** Everything up to and including this sequence has been delivered. */
  readonly sequence: number;
  readonly entries: readonly T[];
}
