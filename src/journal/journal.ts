/** Frames that were committed together. */
export interface StoredBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** A `Batch`, for `decodeBatch`. */
  readonly bytes: Uint8Array;
}

/** Where a journal begins whose older events were moved to an archive. */
export interface Beginning {
  /** The last archived event. The data folder keeps the snapshot of this event as long as the journal begins here. */
  readonly afterSequence: number;
  /** Time of that event: nanoseconds since 1970-01-01 UTC. */
  readonly timeNs: bigint;
  /** Hashes of the state after that event. */
  readonly hashes: { readonly market: string; readonly clientOrderIds: string };
  /** Folder in which the archive that ends with that event was made. */
  readonly archive: string;
}

/** The source of truth: what is committed here has happened, and nothing else has. */
export interface Journal {
  /** The history that this journal holds: see `newEpoch`. */
  readonly epoch: number;

  /** Undefined when it begins with event 1. */
  readonly beginning: Beginning | undefined;

  /** The last committed event; 0 while there is none. */
  readonly lastSequence: number;

  /** Time of the last event: nanoseconds since 1970-01-01 UTC; 0 while there is none. */
  readonly lastTimeNs: bigint;

  /**
   * Resolves when the batch is durable. The batch must begin right after `lastSequence`, and one call must end before the next
   * begins. Anything else is a bug of the caller and throws a RangeError or an Error. The buffer of the batch is transferred:
   * afterwards the caller's is empty.
   *
   * Rejects with a JournalUnavailableError if the batch is certainly not in the journal, and with a JournalOutcomeUnknownError
   * if only a restart can find out.
   */
  append(batch: Uint8Array<ArrayBuffer>, firstSequence: number, lastSequence: number): Promise<void>;

  /**
   * The committed batches with events after `afterSequence`, in order, including those that are committed during the iteration.
   * Throws a DamagedError at a batch that is damaged or missing, and an ArchivedError if events after `afterSequence` were
   * archived.
   */
  read(afterSequence: number): Iterable<StoredBatch>;

  /** Tries a durable write after a failure and removes what it wrote. Rejects with a JournalUnavailableError if it fails. */
  probe(): Promise<void>;

  /** Waits for a running append. */
  close(): Promise<void>;
}
