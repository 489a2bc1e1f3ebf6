import { Code } from '@connectrpc/connect';
import pRetry from 'p-retry';
import { RedleafError } from './redleaf-error.ts';

/** A new connection is tried after 0.1 s, then ever later, at last every 5 s. */
export const LONGEST_PAUSE_MS = 5_000;
export const BACKOFF = {
  retries: Number.POSITIVE_INFINITY,
  minTimeout: 100,
  maxTimeout: LONGEST_PAUSE_MS,
  randomize: true,
};

const TEMPORARY_REASONS = new Set(['SLOW_CONSUMER', 'TOO_MANY_REQUESTS']);

/**
 * Whether a call or a stream that ended like this can be made again.
 *
 * @param canLogin also one that ended because its token did.
 */
export function isTemporary(thrown: unknown, canLogin: boolean): boolean {
  const error = RedleafError.from(thrown);
  if (error.reason === 'TOKEN_INVALID') return canLogin;
  return error.isConnectionLost || error.code === Code.Unavailable || TEMPORARY_REASONS.has(error.reason);
}

interface Options {
  /** Ends the waiting, with an error. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a token that has ended can be replaced. */
  readonly canLogin?: boolean;
  /** No further attempt after so long; unless set, they go on. */
  readonly giveUpMs?: number | undefined;
}

/**
 * Does something until it succeeds or fails for good, with pauses that grow and differ between clients, and are at least as long as
 * the exchange asks for.
 */
export function persistently<Result>(
  attempt: (number: number) => PromiseLike<Result> | Result,
  { signal, canLogin = false, giveUpMs }: Options,
): Promise<Result> {
  return pRetry(attempt, {
    ...BACKOFF,
    ...(signal !== undefined && { signal }),
    ...(giveUpMs !== undefined && { maxRetryTime: giveUpMs }),
    shouldRetry: async ({ error }) => {
      const { retryAfterMs = 0 } = RedleafError.from(error);
      if (!isTemporary(error, canLogin) || retryAfterMs >= (giveUpMs ?? Number.POSITIVE_INFINITY))
        return false;
      await pause(retryAfterMs, signal);
      return true;
    },
  });
}

/** How long to wait before an attempt, the first of which is number 1. */
export function backoffMs(attempt: number): number {
  const longest = Math.min(BACKOFF.maxTimeout, BACKOFF.minTimeout * 2 ** attempt);
  return longest * (0.5 + Math.random() / 2);
}

/** Ends early, without an error, at the signal. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
