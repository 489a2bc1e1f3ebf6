/** A subscription with messages of one type. */
export interface Subscription<T> {
  /**
   * The next message. The first one comes at once, a later one when there are changes, or after `heartbeatMs` without any.
   * Undefined if `signal` has aborted.
   *
   * @throws RefusedError SLOW_CONSUMER if the next entries are no longer kept.
   */
  next(signal: AbortSignal): Promise<T | undefined>;
  close(): void;
}
