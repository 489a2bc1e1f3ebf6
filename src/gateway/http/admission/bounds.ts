import type { Config } from '../../../settings/config.ts';
import { type Bounds, HELD } from './holder.ts';

const MEBIBYTE = 1_048_576;

/** Requests that may be open beyond those that have places: they are being refused. */
const REFUSALS = 1_024;

/** A trading page has about ten. One takes about a kilobyte of memory. */
const SUBSCRIPTIONS_PER_STREAM = 16;

/** What each address and each party may hold in any case, however small its share. */
const LEAST: Bounds = {
  requests: 128,
  calls: 64,
  cancels: 64,
  streams: 64,
  subscriptions: 1_024,
  arrivingBytes: 2 * MEBIBYTE,
  leavingBytes: 2 * MEBIBYTE,
};

const LEAST_CONNECTIONS = 64;

/** What others can never take from a party. */
export const PARTY_FLOORS: Bounds = {
  requests: 128,
  calls: 64,
  cancels: 64,
  streams: 16,
  subscriptions: 256,
  arrivingBytes: MEBIBYTE,
  leavingBytes: MEBIBYTE,
};

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
  return atLeast(LEAST_CONNECTIONS, maxConnections, addressSharePercent);
}

export function shareOf(all: Bounds, percent: number): Bounds {
  const share: Record<keyof Bounds, number> = { ...all };
  for (const held of HELD) share[held] = atLeast(LEAST[held], all[held], percent);
  return share;
}

function atLeast(least: number, all: number, percent: number): number {
  return Math.max(Math.min(all, least), Math.floor((all * percent) / 100));
}
