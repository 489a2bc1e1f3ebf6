import { randomBytes } from 'node:crypto';
import type { Transfer } from './transfer.ts';

/** A caller may send its own request id. The answer, the log and the trace contain the id. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Ids that are safe in a log and in a header. */
const NAMED = /^[\w.:+/=@-]{1,64}$/;

/** Makes ids unique across restarts. */
const START = randomBytes(6).toString('base64url');
let requests = 0;

/** The caller's request id if it is valid, otherwise a new one. */
export function requestIdOf({ headers }: Pick<Transfer, 'headers'>): string {
  const named = headers[REQUEST_ID_HEADER];
  if (typeof named === 'string' && NAMED.test(named)) return named;
  requests += 1;
  return `${START}-${requests.toString(36)}`;
}
