import { RedleafError } from './redleaf-error.ts';

/** A new connection is tried after 0.1 s, then ever later, at last every 5 s. */
export const BACKOFF = {
  retries: Number.POSITIVE_INFINITY,
  minTimeout: 100,
  maxTimeout: 5_000,
  randomize: true,
};

const TEMPORARY_REASONS = new Set([
  'SLOW_CONSUMER',
  'TOO_MANY_REQUESTS',
  'SHUTTING_DOWN',
  'JOURNAL_UNAVAILABLE',
]);

/**
 * Whether a stream that ended like this can be opened again.
 *
 * @param canLogin also one that ended because its token did.
 */
export function isTemporary(thrown: unknown, canLogin: boolean): boolean {
  const error = RedleafError.from(thrown);
  if (error.reason === 'TOKEN_INVALID') return canLogin;
  return error.isConnectionLost || TEMPORARY_REASONS.has(error.reason);
}
