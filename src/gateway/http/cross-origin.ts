import { cors } from '@connectrpc/connect';
import { RATE_HEADERS } from './admission/rate.ts';
import type { NodeRequest, NodeResponse } from './node-http.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';

const ALLOWED_METHODS = cors.allowedMethods.join(', ');
const ALLOWED_HEADERS = [...cors.allowedHeaders, 'authorization', 'traceparent', REQUEST_ID_HEADER].join(
  ', ',
);
const EXPOSED_HEADERS = [
  ...cors.exposedHeaders,
  ...Object.values(RATE_HEADERS),
  'retry-after',
  REQUEST_ID_HEADER,
].join(', ');
const PREFLIGHT_GOOD_FOR_SECONDS = 7_200;

/**
 * Allows pages of these origins to call the API; `*` allows all. There are no cookies: a page sends the token itself, so it
 * can act only for a user who has logged in on it.
 *
 * @returns a function that returns true when it has answered a preflight request.
 */
export function createCrossOrigin(origins: readonly string[]) {
  const allowed = new Set(origins);
  return ({ method, headers }: NodeRequest, response: NodeResponse): boolean => {
    const { origin } = headers;
    if (allowed.size > 0) response.setHeader('vary', 'origin');
    if (origin === undefined || !(allowed.has('*') || allowed.has(origin))) return false;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
    response.setHeader('access-control-allow-methods', ALLOWED_METHODS);
    response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
    response.setHeader('access-control-max-age', PREFLIGHT_GOOD_FOR_SECONDS);
    response.statusCode = 204;
    response.end();
    return true;
  };
}
