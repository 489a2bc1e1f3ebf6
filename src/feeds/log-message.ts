/** Entries of a topic since the message before, or none: nothing happened, or older ones are being looked for. */
export interface LogMessage<T> {
  /** Everything up to and including this sequence has been delivered. */
  readonly sequence: number;
  readonly entries: readonly T[];
}
