import { TokenBucket } from '../../../admission/token-bucket.ts';
import type { Holder } from './holder.ts';

/** Clients that keep no connection open need one for each request. */
const CONNECTIONS_PER_SECOND = 500;
const OFFENCES = { perSecond: 400, burst: 4_096 };

/** What comes from one address, or from one /64. */
export interface Address {
  /** What its callers are counted by. */
  readonly key: string;
  /** Of calls without a token. */
  readonly holder: Holder;
  /** Of health, reflection, metrics and pages. */
  readonly probes: Holder;
  readonly newConnections: TokenBucket;
  readonly offences: TokenBucket;
  connections: number;
}

interface Options {
  readonly maxConnections: number;
  readonly openHolders: () => { readonly holder: Holder; readonly probes: Holder };
}

/** The addresses that have connections, or had many a moment ago. */
export class Addresses {
  readonly #options: Options;
  readonly #addresses = new Map<string, Address>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Counts a new connection; undefined when its address may have no other now. */
  connect(key: string, nowMs: number): Address | undefined {
    const address = this.#addresses.get(key) ?? this.#open(key, nowMs);
    if (address.connections >= this.#options.maxConnections) return undefined;
    if (address.offences.tokens(nowMs) < 0 || !address.newConnections.take(nowMs)) return undefined;
    address.connections += 1;
    return address;
  }

  /** Forgets addresses that would be the same anew. */
  sweep(nowMs: number): void {
    for (const [key, { connections, newConnections, offences }] of this.#addresses) {
      if (connections === 0 && newConnections.isFull(nowMs) && offences.isFull(nowMs)) {
        this.#addresses.delete(key);
      }
    }
  }

  #open(key: string, nowMs: number): Address {
    const { maxConnections, openHolders } = this.#options;
    const address = {
      key,
      ...openHolders(),
      newConnections: new TokenBucket(CONNECTIONS_PER_SECOND, maxConnections, nowMs),
      offences: new TokenBucket(OFFENCES.perSecond, OFFENCES.burst, nowMs),
      connections: 0,
    };
    this.#addresses.set(key, address);
    return address;
  }
}
