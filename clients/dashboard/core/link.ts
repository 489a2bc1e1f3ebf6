import type { MarketDataState } from '../../typescript/market-data-stream.ts';

/** Whether what the page shows can be trusted. */
export interface Link {
  readonly state: /** The first connection is being made. */
    | 'connecting'
    /** That takes too long. */
    | 'waiting'
    /** What is shown is what the exchange has. */
    | 'live'
    /** Nothing was heard for too long, though nothing has failed. */
    | 'stale'
    /** The connection was lost and is tried again. */
    | 'reconnecting';
  /** When the exchange was last heard. */
  readonly lastHeardMs: number;
  /** Of the last ping; undefined before the first. */
  readonly roundTripMs: number | undefined;
  /** How long the last interruption was, once it is over; 0 before the first. */
  readonly interruptedMs: number;
}

export type LinkEvent =
  /** The stream of market data says how it is. */
  | { readonly kind: 'stream'; readonly state: MarketDataState }
  | { readonly kind: 'pong'; readonly roundTripMs: number }
  /** Time passes; the stream was silent for this long. */
  | { readonly kind: 'tick'; readonly silentMs: number };

/** The exchange says something every five seconds, and answers pings twice as often. */
export const STALE_AFTER_MS = 6_000;
/** A first connection takes seconds at most, also from far away. */
export const WAITING_AFTER_MS = 10_000;

export function firstLink(nowMs: number): Link {
  return { state: 'connecting', lastHeardMs: nowMs, roundTripMs: undefined, interruptedMs: 0 };
}

/** The state machine of the connection. */
export function nextLink(link: Link, event: LinkEvent, nowMs: number): Link {
  switch (event.kind) {
    case 'stream':
      if (event.state === 'live') return live(link, nowMs);
      return isFirst(link) ? link : { ...link, state: 'reconnecting' };
    case 'pong': {
      // A pong while the stream is lost does not make the page live: only the stream does.
      const heard = link.state === 'stale' ? live(link, nowMs) : link;
      const lastHeardMs = heard.state === 'live' ? nowMs : link.lastHeardMs;
      return { ...heard, lastHeardMs, roundTripMs: event.roundTripMs };
    }
    case 'tick': {
      if (link.state === 'connecting' && nowMs - link.lastHeardMs > WAITING_AFTER_MS) {
        return { ...link, state: 'waiting' };
      }
      if (link.state !== 'live' && link.state !== 'stale') return link;
      const lastHeardMs = Math.max(link.lastHeardMs, nowMs - event.silentMs);
      const heard = { ...link, lastHeardMs };
      if (nowMs - lastHeardMs > STALE_AFTER_MS) return { ...heard, state: 'stale' };
      return link.state === 'stale' ? live(link, nowMs) : heard;
    }
  }
}

/** Whether there was no connection before, so that nothing is shown that could be old. */
export function isFirst({ state }: Pick<Link, 'state'>): boolean {
  return state === 'connecting' || state === 'waiting';
}

function live(link: Link, nowMs: number): Link {
  const wasBroken = link.state === 'reconnecting' || link.state === 'stale';
  const interruptedMs = wasBroken ? nowMs - link.lastHeardMs : link.interruptedMs;
  return { ...link, state: 'live', lastHeardMs: nowMs, interruptedMs };
}
