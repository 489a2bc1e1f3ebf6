/** What every subscription has, whatever it carries. */
export interface Subscription<T> {
  /**
   * The next message: the first at once, a later one when there is news, or when
   * `heartbeatMs` have passed without any. Undefined when `signal` has aborted.
   *
   * @throws RefusedError SLOW_CONSUMER when what comes next is not kept any more.
   */
  next(signal: AbortSignal): Promise<T | undefined>;
  close(): void;
}
