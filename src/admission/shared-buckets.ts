import type { Bucket } from './token-bucket.ts';

const NS_PER_SECOND = 1_000_000_000;
const NS_PER_MS = 1_000_000;

/** @param count number of buckets. The system gives memory only for those that are used. */
export function bucketsMemory(count: number): SharedArrayBuffer {
  return new SharedArrayBuffer(count * BigInt64Array.BYTES_PER_ELEMENT);
}

/** Milliseconds on a clock that is the same for all threads. `performance.now()` begins anew on each. */
export function sharedNowMs(): number {
  return Number(process.hrtime.bigint()) / NS_PER_MS;
}

/** Token buckets that threads share, by number. Each has the tokens of one second. Their time is `sharedNowMs`. */
export class SharedBuckets {
  /** The time at which each bucket is full again, in nanoseconds. One word says it all, so threads need no lock. */
  readonly #fullAtNs: BigInt64Array;
  readonly #perSecond: number;

  /** @param memory from `bucketsMemory`. */
  constructor(memory: SharedArrayBuffer, perSecond: number) {
    this.#fullAtNs = new BigInt64Array(memory);
    this.#perSecond = perSecond;
  }

  of(index: number): Bucket {
    return new SharedBucket(this.#fullAtNs, index, this.#perSecond);
  }
}

class SharedBucket implements Bucket {
  readonly #fullAtNs: BigInt64Array;
  readonly #index: number;
  readonly #burst: number;
  readonly #tokenNs: bigint;
  readonly #burstNs: bigint;

  constructor(fullAtNs: BigInt64Array, index: number, perSecond: number) {
    this.#fullAtNs = fullAtNs;
    this.#index = index;
    this.#burst = perSecond;
    // Rounded up: the rate is never above its limit.
    this.#tokenNs = BigInt(Math.ceil(NS_PER_SECOND / perSecond));
    this.#burstNs = BigInt(perSecond) * this.#tokenNs;
  }

  take(nowMs: number): boolean {
    const nowNs = toNs(nowMs);
    for (;;) {
      const found = Atomics.load(this.#fullAtNs, this.#index);
      const ns = nsBetween(nowNs, found) + this.#tokenNs;
      if (ns > this.#burstNs) return false;
      if (Atomics.compareExchange(this.#fullAtNs, this.#index, found, nowNs + ns) === found) return true;
    }
  }

  tokens(nowMs: number): number {
    return Number(this.#burstNs - this.#nsUntilFull(nowMs)) / Number(this.#tokenNs);
  }

  msUntil(tokens: number, nowMs: number): number {
    const others = BigInt(this.#burst - tokens) * this.#tokenNs;
    return Math.max(0, Math.ceil(Number(this.#nsUntilFull(nowMs) - others) / NS_PER_MS));
  }

  isFull(nowMs: number): boolean {
    return this.#nsUntilFull(nowMs) === 0n;
  }

  #nsUntilFull(nowMs: number): bigint {
    return nsBetween(toNs(nowMs), Atomics.load(this.#fullAtNs, this.#index));
  }
}

/** 0 if the end is before the start. */
function nsBetween(startNs: bigint, endNs: bigint): bigint {
  return endNs > startNs ? endNs - startNs : 0n;
}

function toNs(ms: number): bigint {
  return BigInt(Math.round(ms * NS_PER_MS));
}
