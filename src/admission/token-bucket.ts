/** A rate limit. Times are milliseconds of one clock. */
export interface Bucket {
  /** Takes a token; returns false when there is none. */
  take(nowMs: number): boolean;
  /** Remaining tokens. */
  tokens(nowMs: number): number;
  /** Milliseconds until this many tokens are there, in whole ones; 0 if they are. */
  msUntil(tokens: number, nowMs: number): number;
  isFull(nowMs: number): boolean;
}

/** A rate limit: `burst` at once, then `perSecond`. */
export class TokenBucket implements Bucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #atMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1_000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#atMs = nowMs;
  }

  take(nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Takes a token even when there is none. The debt is at most one burst. */
  charge(nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens = Math.max(-this.#burst, this.#tokens - 1);
  }

  /** Remaining tokens; negative while the bucket is in debt. */
  tokens(nowMs: number): number {
    this.#refill(nowMs);
    return this.#tokens;
  }

  msUntil(tokens: number, nowMs: number): number {
    this.#refill(nowMs);
    return Math.max(0, Math.ceil((tokens - this.#tokens) / this.#perMs));
  }

  isFull(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#tokens === this.#burst;
  }

  #refill(nowMs: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
  }
}
