import { CALLER_GONE } from './caller-gone.ts';
import type { NodeRequest, NodeResponse } from './node-http.ts';

/**
 * Lets a caller finish sending what nobody reads any more, and drops it, when a request is answered
 * before all of it has been read: refused by its headers, or too large. Left alone, node
 * would break the connection, or keep the bytes until the caller is blocked, and the
 * caller would see that instead of the answer.
 */
export function dropUnreadBody(request: NodeRequest, response: NodeResponse): void {
  const written = 'stream' in response ? response.stream : response;
  written.once('prefinish', () => request.resume());
  Object.defineProperty(request, Symbol.asyncIterator, { value: () => readAndDrop(request) });
}

async function* readAndDrop(request: NodeRequest) {
  try {
    yield* request.iterator({ destroyOnReturn: false });
    // A stream of HTTP/2 that is reset ends like one that has come whole, but it is closed on both sides.
    if ('stream' in request && request.stream.closed) throw CALLER_GONE;
  } catch {
    // Whatever breaks off a body, its caller cannot be answered.
    throw CALLER_GONE;
  } finally {
    request.resume();
  }
}
