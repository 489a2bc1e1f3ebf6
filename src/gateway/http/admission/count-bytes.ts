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

/** Counts the bytes of a response until they have left. */
export function countLeaving(response: NodeResponse, call: Call): void {
  if ('stream' in response) {
    response.stream.write = counting(response.stream.write.bind(response.stream), call);
    return;
  }
  const write = counting(response.write.bind(response), call);
  const end = response.end.bind(response);
  response.write = write;
  // `end` does not use `write` for its chunk, so it is counted here.
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
      // The stream is closed, so the caller gets nothing more.
      if (written !== undefined) setImmediate(written, CALLER_GONE);
      return false;
    }
    return write(chunk, typeof encoding === 'string' ? encoding : 'utf8', (error) => {
      call.left(bytes);
      written?.(error);
    });
  };
}

/**
 * Counts the arriving bytes of a request. After an early answer, it reads and drops the rest of the body. Otherwise Node would
 * close the connection or block the caller, who would not see the answer.
 *
 * @param isOpenEnded whether the body is a stream of messages, which are handled one by one.
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
    // A reset HTTP/2 stream ends like a complete one, but it is closed on both sides.
    if ('stream' in request && request.stream.closed) throw CALLER_GONE;
  } catch {
    // Any error while the body is read means that the caller has disconnected.
    throw CALLER_GONE;
  } finally {
    call.arriving(0);
    request.resume();
  }
}
