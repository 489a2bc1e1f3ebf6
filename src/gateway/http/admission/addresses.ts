import { TokenBucket } from '../../../admission/token-bucket.ts';
import type { Holder } from './holder.ts';
import { Rate } from './rate.ts';

/** High enough for clients that open a connection for each request. */
const CONNECTIONS_PER_SECOND = 500;
const OFFENCES = { perSecond: 400, burst: 4_096 };

/** Use of the server by one IPv4 address or one IPv6 /64. */
export interface Address {
  /** See `addressKey`. */
  readonly key: string;
  /** For calls without a token. */
  readonly holder: Holder;
  /** For health, reflection, metrics and pages. */
  readonly probes: Holder;
  /** Of its calls without a token; undefined without a limit. */
  readonly calls: Rate | undefined;
  readonly newConnections: TokenBucket;
  readonly offences: TokenBucket;
  connections: number;
}

interface Options {
  readonly maxConnections: number;
  /** 0 for no limit. */
  readonly callsPerSecond: number;
  readonly openHolders: () => { readonly holder: Holder; readonly probes: Holder };
}

/** Addresses with open connections, or with recent ones that still count against a rate. */
export class Addresses {
  readonly #options: Options;
  readonly #addresses = new Map<string, Address>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Counts a new connection. Returns undefined if the address must not open another one now. */
  connect(key: string, nowMs: number): Address | undefined {
    const address = this.#addresses.get(key) ?? this.#open(key, nowMs);
    if (address.connections >= this.#options.maxConnections) return undefined;
    if (address.offences.tokens(nowMs) < 0 || !address.newConnections.take(nowMs)) return undefined;
    address.connections += 1;
    return address;
  }

  /** Removes addresses without connections whose rates have recovered. */
  sweep(nowMs: number): void {
    for (const [key, { connections, calls, newConnections, offences }] of this.#addresses) {
      const rates = [calls, newConnections, offences];
      if (connections === 0 && rates.every((rate) => rate?.isFull(nowMs) !== false)) {
        this.#addresses.delete(key);
      }
    }
  }

  #open(key: string, nowMs: number): Address {
    const { maxConnections, callsPerSecond, openHolders } = this.#options;
    const address = {
      key,
      ...openHolders(),
      calls: callsPerSecond === 0 ? undefined : rateOfCalls(callsPerSecond, nowMs),
      newConnections: new TokenBucket(CONNECTIONS_PER_SECOND, maxConnections, nowMs),
      offences: new TokenBucket(OFFENCES.perSecond, OFFENCES.burst, nowMs),
      connections: 0,
    };
    this.#addresses.set(key, address);
    return address;
  }
}

function rateOfCalls(perSecond: number, nowMs: number): Rate {
  return new Rate(perSecond, 'calls without a token', new TokenBucket(perSecond, perSecond, nowMs));
}
