import { CALLER_GONE } from '../caller-gone.ts';
import type { NodeRequest, NodeResponse } from '../node-http.ts';
import type { Call } from './call.ts';
import { MessageProgress } from './message-progress.ts';

type Callback = (error: Error | null | undefined) => void;
type BoundWrite = (chunk: string | Uint8Array, encoding: BufferEncoding, callback: Callback) => boolean;
type Write = (
  chunk: string | Uint8Array,
  encoding?: BufferEncoding | Callback,
  callback?: Callback,
) => boolean;

/** Counts what is written to a response until it has left. */
export function countLeaving(response: NodeResponse, call: Call): void {
  if ('stream' in response) {
    response.stream.write = counting(response.stream.write.bind(response.stream), call);
    return;
  }
  const write = counting(response.write.bind(response), call);
  const end = response.end.bind(response);
  response.write = write;
  // It writes what it is given without `write`.
  Object.defineProperty(response, 'end', {
    value: (chunk?: string | Uint8Array) => {
      if (chunk === undefined || chunk.length === 0) return end();
      const bytes = Buffer.byteLength(chunk);
      return call.write(bytes) ? end(chunk, () => call.left(bytes)) : response;
    },
  });
}

function counting(write: BoundWrite, call: Call): Write {
  return (chunk, encoding, callback) => {
    const bytes = Buffer.byteLength(chunk);
    const written = typeof encoding === 'function' ? encoding : callback;
    if (!call.write(bytes)) {
      if (written !== undefined)
        setImmediate(written, new Error('too much of what was written has not left'));
      return false;
    }
    return write(chunk, typeof encoding === 'string' ? encoding : 'utf8', (error) => {
      call.left(bytes);
      written?.(error);
    });
  };
}

/**
 * Counts what has arrived of a request. When a request is answered before all of it was read, the
 * rest is dropped as it arrives. Left alone, node would break the connection, or keep the bytes until the caller is
 * blocked, and the caller would see that instead of the answer.
 *
 * @param isOpenEnded whether the body is a stream of messages, each of which is worked on when it has arrived.
 */
export function countArriving(
  request: NodeRequest,
  response: NodeResponse,
  call: Call,
  isOpenEnded: boolean,
): void {
  const written = 'stream' in response ? response.stream : response;
  written.once('prefinish', () => request.resume());
  Object.defineProperty(request, Symbol.asyncIterator, {
    value: () => (isOpenEnded ? readMessages(request, call) : readWhole(request, call)),
  });
}

async function* readWhole(request: NodeRequest, call: Call) {
  let bytes = 0;
  for await (const chunk of readOrBreakOff(request, call)) {
    bytes += chunk.length;
    call.arriving(bytes);
    yield chunk;
  }
}

async function* readMessages(request: NodeRequest, call: Call) {
  const progress = new MessageProgress();
  for await (const chunk of readOrBreakOff(request, call)) {
    progress.add(chunk);
    call.arriving(progress.incompleteBytes);
    yield chunk;
  }
}

async function* readOrBreakOff(request: NodeRequest, call: Call) {
  try {
    yield* request.iterator({ destroyOnReturn: false });
    // A stream of HTTP/2 that is reset ends like one that has come whole, but it is closed on both sides.
    if ('stream' in request && request.stream.closed) throw CALLER_GONE;
  } catch {
    // Whatever breaks off a body, its caller cannot be answered.
    throw CALLER_GONE;
  } finally {
    call.arriving(0);
    request.resume();
  }
}
