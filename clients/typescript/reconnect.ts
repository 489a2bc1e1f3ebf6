import { Code } from '@connectrpc/connect';
import pRetry from 'p-retry';
import { RedleafError } from './redleaf-error.ts';

/** A new connection is tried after 0.1 s, then ever later, at last every 5 s. */
export const LONGEST_PAUSE_MS = 5_000;
const SHORTEST_PAUSE_MS = 100;

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
  /** Time after which no further attempt is made; default: attempts go on. */
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
    retries: Number.POSITIVE_INFINITY,
    // The pause is made below: with its jitter, and with what the exchange asks for.
    minTimeout: 0,
    ...(signal !== undefined && { signal }),
    ...(giveUpMs !== undefined && { maxRetryTime: giveUpMs }),
    shouldRetry: async ({ error, attemptNumber }) => {
      const { retryAfterMs = 0 } = RedleafError.from(error);
      if (!isTemporary(error, canLogin) || retryAfterMs >= (giveUpMs ?? Number.POSITIVE_INFINITY))
        return false;
      await pause(retryAfterMs + backoffMs(attemptNumber), signal);
      return true;
    },
  });
}

/** How long to wait after so many attempts that failed, 1 or more: ever longer, and not as long as other clients. */
export function backoffMs(failed: number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** failed);
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
