import { randomBytes } from 'node:crypto';
import type { NodeRequest } from './node-http.ts';

/** A caller may name its request; the answer, the log and the trace have the name. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Safe in a log and in a header. */
const NAMED = /^[\w.:+/=@-]{1,64}$/;

/** Of two starts of an exchange, no request has the same. */
const START = randomBytes(6).toString('base64url');
let requests = 0;

/** As its caller has named it, or a name of ours. */
export function requestIdOf({ headers }: NodeRequest): string {
  const named = headers[REQUEST_ID_HEADER];
  if (typeof named === 'string' && NAMED.test(named)) return named;
  requests += 1;
  return `${START}-${requests.toString(36)}`;
}
