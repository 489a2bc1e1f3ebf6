/** A group of events that was committed at once. */
export interface StoredBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** An `EventBatch`: for `decodeBatch`. */
  readonly bytes: Uint8Array;
}

/** Where a journal goes on from whose older events were moved to an archive. */
export interface Beginning {
  /** The last event that is not in it. The data folder keeps the snapshot of this event as long as the journal begins here. */
  readonly afterSequence: number;
  /** Time of that event: nanoseconds since 1970-01-01 UTC. */
  readonly timeNs: bigint;
  /** Of the state after that event. */
  readonly hashes: { readonly market: string; readonly clientOrderIds: string };
  /** Folder of the archive that ends with that event, where it was made. */
  readonly archive: string;
}

/** The only truth: what was committed here has happened, and nothing else. */
export interface Journal {
  /** Which history this is: see `newEpoch`. */
  readonly epoch: number;

  /** Undefined when it begins with event 1. */
  readonly beginning: Beginning | undefined;

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
   * not as it was written, or is missing; and an ArchivedError when the events after this one
   * were archived.
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
