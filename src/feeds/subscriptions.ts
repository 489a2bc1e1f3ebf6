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

/** A subscription that can be read without a promise for each message. */
export interface PolledSubscription<T> extends Subscription<T> {
  /** Called when the next message may be there. It must not read it at once. */
  onNews: (() => void) | undefined;
  /**
   * The next message; undefined if there is none yet. Must not be called while `next` is pending.
   *
   * @throws RefusedError SLOW_CONSUMER if the next entries are no longer kept.
   */
  poll(): T | undefined;
  /** What a quiet stream sends. */
  heartbeat(): T;
}
