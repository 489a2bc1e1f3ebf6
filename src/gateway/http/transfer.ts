import { constants, type Http2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { NodeRequest, NodeResponse } from './node-http.ts';

/** One request and its answer, whatever version of HTTP carries them. */
export interface Transfer {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  /** Its connection; undefined after the end of an HTTP/2 session. */
  readonly carrier: Socket | Http2Session | undefined;
  readonly isHttp2: boolean;
  /** Whether the whole request is here. */
  readonly hasArrived: boolean;
  /** Whether the headers of the answer were sent. */
  readonly isAnswering: boolean;
  /** Whether the answer is complete, though its bytes may not have left, and its end may wait for the end of the request. */
  readonly isAnswered: boolean;
  /** Whether the caller has reset it before the answer was complete. */
  readonly isReset: boolean;
  onClose(listener: () => void): void;
  /** Resets it with a code of HTTP/2. HTTP/1.1 can only close its connection. */
  reset(code: number): void;
}

/** @param isOpenEnded whether the body is a stream, whose end the caller decides. */
export function transferOf(request: NodeRequest, response: NodeResponse, isOpenEnded: boolean): Transfer {
  return 'stream' in request
    ? new Http2Transfer(request.stream, request.headers, request.rawHeaders, isOpenEnded)
    : new Http1Transfer(request, response);
}

/** A stream of HTTP/2. */
export class Http2Transfer implements Transfer {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly isHttp2 = true;
  readonly #stream: ServerHttp2Stream;
  #isAnswered = false;
  readonly #endAndClose: () => ServerHttp2Stream;

  /** @param isOpenEnded whether the body is a stream, whose end the caller decides. */
  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
    isOpenEnded: boolean,
  ) {
    this.#stream = stream;
    this.headers = headers;
    this.rawHeaders = rawHeaders;
    // Node keeps a stream that is reset with code 0 while bytes of the answer wait, until its connection ends. It also emits
    // this event before it sends a reset of ours, which a destroyed stream would not send, so the stream is destroyed later.
    stream.once('aborted', () => process.nextTick(() => stream.destroy()));
    const end = stream.end.bind(stream);
    this.#endAndClose = () => {
      // Node also keeps a stream that is reset with code 0 after the last byte was written, unless it counts as not readable.
      stream.readable = false;
      // The caller may go on, and would keep its place. Node sends the trailers in an immediate that was set before.
      stream.once('wantTrailers', () => setImmediate(() => stream.close(NGHTTP2_NO_ERROR)));
      return end();
    };
    stream.end = () => {
      this.#isAnswered = true;
      if (isOpenEnded) return this.#endAndClose();
      if (this.hasArrived) return end();
      // The end of the answer waits for the end of the request. When a caller closes a stream, Node counts it until the end of
      // the turn of the event loop. The caller does not count it any more, and Node would refuse the next one of a caller with
      // as many streams as it may have.
      stream.once('end', end);
      return stream.resume();
    };
  }

  get carrier(): Http2Session | undefined {
    return this.#stream.session;
  }

  get hasArrived(): boolean {
    const { readableEnded, endAfterHeaders, closed } = this.#stream;
    return readableEnded || endAfterHeaders || closed;
  }

  get isAnswering(): boolean {
    return this.#stream.headersSent;
  }

  get isAnswered(): boolean {
    return this.#isAnswered || this.#stream.writableEnded;
  }

  get isReset(): boolean {
    return this.#stream.aborted;
  }

  onClose(listener: () => void): void {
    this.#stream.once('close', listener);
  }

  reset(code: number): void {
    const isEnding = this.#isAnswered && !this.#stream.writableEnded;
    if (isEnding && code === NGHTTP2_NO_ERROR) this.#endAndClose();
    else this.#stream.close(code);
  }
}

class Http1Transfer implements Transfer {
  readonly isHttp2 = false;
  readonly isReset = false;
  readonly #request: NodeRequest;
  readonly #response: NodeResponse;

  constructor(request: NodeRequest, response: NodeResponse) {
    this.#request = request;
    this.#response = response;
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.headers;
  }

  get rawHeaders(): readonly string[] {
    return this.#request.rawHeaders;
  }

  get carrier(): Socket {
    return this.#request.socket;
  }

  get hasArrived(): boolean {
    return this.#request.complete;
  }

  get isAnswering(): boolean {
    return this.#response.headersSent;
  }

  get isAnswered(): boolean {
    return this.#response.writableEnded;
  }

  onClose(listener: () => void): void {
    this.#response.once('close', listener);
  }

  reset(): void {
    this.#request.destroy();
  }
}

export const {
  /** The answer is complete, so the rest of the request does not matter. */
  NGHTTP2_NO_ERROR,
  /** Nothing was done, so the client can repeat the request safely. */
  NGHTTP2_REFUSED_STREAM,
} = constants;
