/** How far a follower of the journal is. */
export interface FollowerCursor {
  /** Of the journal that it follows; 0 while it has no event. A restored or rebuilt journal has another. */
  readonly epoch: number;
  /** The last event whose effects it has; 0 for none. The last one of a frame. */
  readonly sequence: number;
  /**
   * Time of that event in nanoseconds since 1970-01-01 UTC; 0 while there is none. The epoch stays when the files of a data folder
   * are put back by other means than a restore: the time differs then.
   */
  readonly timeNs: bigint;
}

export const NO_EVENT: FollowerCursor = { epoch: 0, sequence: 0, timeNs: 0n };
