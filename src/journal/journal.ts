/** A group of events that was committed at once. */
export interface StoredBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** An `EventBatch`: for `decodeBatch`. */
  readonly bytes: Uint8Array;
}

/** The only truth: what was committed here has happened, and nothing else. */
export interface Journal {
  /** Which history this is: see `newEpoch`. */
  readonly epoch: number;

  /** The last committed event; 0 while there is none. */
  readonly lastSequence: number;

  /** Its time: nanoseconds since 1970-01-01 UTC; 0 while there is none. */
  readonly lastTimeNs: bigint;

  /**
   * Resolves when the batch is durable. It must begin right after `lastSequence`, and one
   * call must end before the next: anything else is a RangeError or an Error, and a mistake
   * of the caller. The buffer of the batch is taken over, and empty for the caller.
   *
   * Rejects with a JournalUnavailableError when it is certain that the batch is not in the
   * journal, and with a JournalOutcomeUnknownError when only a restart can tell.
   */
  append(batch: Uint8Array<ArrayBuffer>, firstSequence: number, lastSequence: number): Promise<void>;

  /**
   * Every committed batch that holds events after this one, in order, up to what is
   * committed when the reader gets there. Throws a DamagedError in place of a batch that is
   * not as it was written, or is missing.
   */
  read(afterSequence: number): Iterable<StoredBatch>;

  /**
   * After a failure: resolves when a durable write has succeeded, which leaves nothing
   * behind; else rejects with a JournalUnavailableError.
   */
  probe(): Promise<void>;

  /** Waits for the append that is under way. */
  close(): Promise<void>;
}
