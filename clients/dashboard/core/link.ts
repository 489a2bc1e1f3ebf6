/** Whether what the page shows can be trusted. */
export type LinkState =
  /** The first connection is being made. */
  | { readonly kind: 'connecting' }
  /** What is shown is what the exchange has. */
  | { readonly kind: 'live' }
  /** Nothing was heard for too long, though nothing has failed. */
  | { readonly kind: 'stale' }
  /** The connection was lost and is tried again. */
  | { readonly kind: 'reconnecting'; readonly why: string };

export interface Link {
  readonly state: LinkState;
  /** When the exchange was last heard. */
  readonly lastHeardMs: number;
  /** Of the last ping; undefined before the first. */
  readonly roundTripMs: number | undefined;
  /** How long the last interruption was, once it is over. */
  readonly interruptedMs: number | undefined;
}

export type LinkEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'message' }
  | { readonly kind: 'pong'; readonly roundTripMs: number }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'tick' };

/** Longer than two pings. */
export const STALE_AFTER_MS = 6_000;

export function firstLink(nowMs: number): Link {
  return { state: { kind: 'connecting' }, lastHeardMs: nowMs, roundTripMs: undefined, interruptedMs: undefined };
}

/** The state machine of the connection. */
export function nextLink(link: Link, event: LinkEvent, nowMs: number): Link {
  switch (event.kind) {
    case 'opened': {
      const wasBroken = link.state.kind === 'reconnecting' || link.state.kind === 'stale';
      const interruptedMs = wasBroken ? nowMs - link.lastHeardMs : link.interruptedMs;
      return { ...link, state: { kind: 'live' }, lastHeardMs: nowMs, interruptedMs };
    }
    case 'message':
      return heard(link, nowMs);
    case 'pong':
      return { ...heard(link, nowMs), roundTripMs: event.roundTripMs };
    case 'lost':
      return { ...link, state: { kind: 'reconnecting', why: event.why } };
    case 'tick':
      return link.state.kind === 'live' && nowMs - link.lastHeardMs > STALE_AFTER_MS
        ? { ...link, state: { kind: 'stale' } }
        : link;
  }
}

/** A pong while the stream is lost does not make the page live: only the stream does. */
function heard(link: Link, nowMs: number): Link {
  switch (link.state.kind) {
    case 'live':
      return { ...link, lastHeardMs: nowMs };
    case 'stale':
      return { ...link, state: { kind: 'live' }, lastHeardMs: nowMs, interruptedMs: nowMs - link.lastHeardMs };
    default:
      return link;
  }
}
