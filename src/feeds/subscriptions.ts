import { RefusedError, refuse } from '../domain/refusal.ts';

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

/** Counts the exchange's subscriptions, so that there are never more than it can serve. */
export class SubscriptionLimit {
  readonly #limit: number;
  #open = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get open(): number {
    return this.#open;
  }

  take(): void {
    if (this.#open >= this.#limit) {
      throw new RefusedError(
        refuse(
          'TOO_MANY_SUBSCRIPTIONS',
          `the exchange serves ${this.#limit} streams at most; close one, or try again later`,
          undefined,
          {
            max: String(this.#limit),
          },
        ),
      );
    }
    this.#open += 1;
  }

  give(): void {
    this.#open -= 1;
  }
}
