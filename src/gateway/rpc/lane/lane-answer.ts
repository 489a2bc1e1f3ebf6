import type { ServerHttp2Stream } from 'node:http2';
import type { ConnectError } from '@connectrpc/connect';
import { setTrailerStatus } from '@connectrpc/connect/protocol-grpc';
import type { Call } from '../../http/admission/call.ts';
import { REQUEST_ID_HEADER } from '../../http/request-id.ts';

const SUCCESS = { 'grpc-status': '0' };

/** The answer of one gRPC call over HTTP/2: headers, messages, and trailers with the status. */
export class LaneAnswer {
  readonly #stream: ServerHttp2Stream;
  readonly #call: Call;
  #trailers: Readonly<Record<string, string>> = SUCCESS;

  constructor(stream: ServerHttp2Stream, call: Call) {
    this.#stream = stream;
    this.#call = call;
  }

  /** Sends the headers, once. Nothing is sent to a caller that has left. */
  begin(): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed || stream.headersSent) return;
    stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc+proto',
        [REQUEST_ID_HEADER]: this.#call.requestId,
        ...this.#call.rateHeaders,
      },
      { waitForTrailers: true },
    );
    stream.once('wantTrailers', () => stream.sendTrailers(this.#trailers));
  }

  /**
   * Sends enveloped messages.
   *
   * @returns false if the caller should wait for `drain` before it sends more.
   */
  write(envelopes: Uint8Array): boolean {
    const call = this.#call;
    const bytes = envelopes.length;
    if (this.#stream.destroyed) return false;
    // Otherwise the call has closed the stream.
    return call.write(bytes) && this.#stream.write(envelopes, () => call.left(bytes));
  }

  /** @param error undefined after a success. */
  end(error?: ConnectError): void {
    if (error !== undefined) this.#trailers = trailersOf(error);
    this.#stream.end();
  }
}

function trailersOf(error: ConnectError): Readonly<Record<string, string>> {
  return Object.fromEntries(setTrailerStatus(new Headers(), error));
}
