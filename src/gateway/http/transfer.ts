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
  /** Whether the answer is complete, though its bytes may not have left. */
  readonly isAnswered: boolean;
  /** Whether the caller has reset it before the answer was complete. */
  readonly isReset: boolean;
  onClose(listener: () => void): void;
  /** Resets it with a code of HTTP/2. HTTP/1.1 can only close its connection. */
  reset(code: number): void;
}

export function transferOf(request: NodeRequest, response: NodeResponse): Transfer {
  return 'stream' in request
    ? new Http2Transfer(request.stream, request.headers, request.rawHeaders)
    : new Http1Transfer(request, response);
}

/** A stream of HTTP/2. */
export class Http2Transfer implements Transfer {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly isHttp2 = true;
  readonly #stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rawHeaders: readonly string[]) {
    this.#stream = stream;
    stream.once('aborted', () => {
      // Node keeps a stream that is reset with this code while bytes of the answer wait, until its connection ends.
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR) stream.destroy();
    });
    this.headers = headers;
    this.rawHeaders = rawHeaders;
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
    return this.#stream.writableEnded;
  }

  get isReset(): boolean {
    return this.#stream.aborted;
  }

  onClose(listener: () => void): void {
    this.#stream.once('close', listener);
  }

  reset(code: number): void {
    this.#stream.close(code);
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

/** Nothing was done, so the client can repeat the request safely. */
export const { NGHTTP2_REFUSED_STREAM } = constants;
