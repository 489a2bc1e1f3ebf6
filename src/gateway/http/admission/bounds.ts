import type { Config } from '../../../settings/config.ts';
import { type Bounds, RESOURCES } from './holder.ts';

const MEBIBYTE = 1_048_576;

/** Room for requests beyond all places, which are open only until they are refused. */
const REFUSALS = 1_024;

/** A trading page has about ten subscriptions. Each takes about 1 kB of memory. */
const SUBSCRIPTIONS_PER_STREAM = 16;

/** Minimum of the bounds of an address or a party, for small shares. */
const MINIMUM: Bounds = {
  requests: 128,
  calls: 64,
  cancels: 64,
  streams: 64,
  subscriptions: 1_024,
  arrivingBytes: 2 * MEBIBYTE,
  leavingBytes: 2 * MEBIBYTE,
};

const MIN_CONNECTIONS = 64;

/** Guaranteed to each party, also when others have used up the bounds of all. */
export const PARTY_FLOORS: Bounds = {
  requests: 128,
  calls: 64,
  cancels: 64,
  streams: 16,
  subscriptions: 256,
  arrivingBytes: MEBIBYTE,
  leavingBytes: MEBIBYTE,
};

/** For health, reflection, metrics and pages. */
export const PROBES: Bounds = {
  requests: 1_024,
  calls: 512,
  cancels: 0,
  streams: 512,
  subscriptions: 0,
  arrivingBytes: MEBIBYTE,
  leavingBytes: 16 * MEBIBYTE,
};

export function boundsOfAll(config: Config): Bounds {
  const { maxRequestsInFlight, maxSubscriptions, maxBufferedBytes } = config;
  return {
    requests: maxRequestsInFlight + maxSubscriptions + REFUSALS,
    calls: maxRequestsInFlight,
    cancels: maxRequestsInFlight,
    streams: maxSubscriptions,
    subscriptions: SUBSCRIPTIONS_PER_STREAM * maxSubscriptions,
    arrivingBytes: Math.floor(maxBufferedBytes / 4),
    leavingBytes: maxBufferedBytes,
  };
}

export function shareOfConnections({ maxConnections, addressSharePercent }: Config): number {
  return atLeast(MIN_CONNECTIONS, maxConnections, addressSharePercent);
}

export function shareOf(all: Bounds, percent: number): Bounds {
  const share: Record<keyof Bounds, number> = { ...all };
  for (const resource of RESOURCES) share[resource] = atLeast(MINIMUM[resource], all[resource], percent);
  return share;
}

function atLeast(min: number, all: number, percent: number): number {
  return Math.max(Math.min(all, min), Math.floor((all * percent) / 100));
}
