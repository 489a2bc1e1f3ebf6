import type { Bucket } from '../../../admission/token-bucket.ts';
import { type Refusal, refuse } from '../../../domain/refusal.ts';

/** Headers of an answer that tell a caller its rate. See `Rate.headers`. */
export const RATE_HEADERS = {
  limit: 'x-ratelimit-limit',
  remaining: 'x-ratelimit-remaining',
  reset: 'x-ratelimit-reset',
} as const;

/** Headers of an answer, by name. */
export type RateHeaders = Readonly<Record<string, string>>;
export const NO_HEADERS: RateHeaders = {};

/** Limits what one caller does per second. A burst may have the amount of one second. */
export class Rate {
  readonly #perSecond: number;
  readonly #what: string;
  readonly #bucket: Bucket;

  /**
   * @param what is counted, such as `orders`.
   * @param bucket has the tokens of one second.
   */
  constructor(perSecond: number, what: string, bucket: Bucket) {
    this.#perSecond = perSecond;
    this.#what = what;
    this.#bucket = bucket;
  }

  /** Counts one, or returns the refusal TOO_MANY_REQUESTS and counts nothing. */
  take(nowMs: number): Refusal | undefined {
    if (this.#bucket.take(nowMs)) return undefined;
    const max = String(this.#perSecond);
    const ms = String(this.#bucket.msUntil(1, nowMs));
    const message = `more than ${max} ${this.#what} in a second: wait ${ms} ms, then send it again`;
    return refuse('TOO_MANY_REQUESTS', message, undefined, { max, retry_after_ms: ms });
  }

  /**
   * The maximum per second; how many are left now; and in how many seconds, such as 0.25, all of them are left again.
   *
   * These names have no standard, but most APIs with a limit send them and any client can read them. The fields of the IETF's draft
   * `ratelimit-headers` have changed their names and their form from version to version.
   */
  headers(nowMs: number): RateHeaders {
    return {
      [RATE_HEADERS.limit]: String(this.#perSecond),
      [RATE_HEADERS.remaining]: String(Math.max(0, Math.floor(this.#bucket.tokens(nowMs)))),
      [RATE_HEADERS.reset]: String(this.#bucket.msUntil(this.#perSecond, nowMs) / 1_000),
    };
  }

  /** Whether nothing counts any more. */
  isFull(nowMs: number): boolean {
    return this.#bucket.isFull(nowMs);
  }
}
