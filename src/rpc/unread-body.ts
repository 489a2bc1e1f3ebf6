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
  } finally {
    request.resume();
  }
}
