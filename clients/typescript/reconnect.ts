import { Code } from '@connectrpc/connect';
import pRetry from 'p-retry';
import { RedleafError } from './redleaf-error.ts';

/** Attempts to connect begin after 0.1 s. Their pauses grow up to 5 s. */
export const LONGEST_PAUSE_MS = 5_000;
const SHORTEST_PAUSE_MS = 100;

const TEMPORARY_REASONS = new Set(['SLOW_CONSUMER', 'TOO_MANY_REQUESTS']);

/**
 * Whether a call or a stream that ended with this error can be repeated.
 *
 * @param canLogin whether a call whose token has ended can be repeated too.
 */
export function isTemporary(thrown: unknown, canLogin: boolean): boolean {
  const error = RedleafError.from(thrown);
  if (error.reason === 'TOKEN_INVALID') return canLogin;
  return error.isConnectionLost || error.code === Code.Unavailable || TEMPORARY_REASONS.has(error.reason);
}

interface Options {
  /** Ends the attempts with an error. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a token that has ended can be replaced. */
  readonly canLogin?: boolean;
  /** Time after which no further attempt is made. Default: no limit. */
  readonly giveUpMs?: number | undefined;
}

/**
 * Repeats an action until it succeeds, or fails permanently. Pauses grow, have jitter, and are at least as long as the exchange
 * requests.
 */
export function persistently<Result>(
  attempt: (number: number) => PromiseLike<Result> | Result,
  { signal, canLogin = false, giveUpMs }: Options,
): Promise<Result> {
  return pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    // The pause is made below, with jitter and the minimum that the exchange requests.
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

/** Pause after this number of failed attempts (1 or more), with jitter. */
export function backoffMs(failed: number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** failed);
  return longest * (0.5 + Math.random() / 2);
}

/** Ends early and without an error if the signal aborts. */
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
