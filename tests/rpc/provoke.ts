import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { ConnectError } from '@connectrpc/connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { type ErrorInfo, ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { pathOf } from './bad-rows.ts';
import { envelope } from './raw-grpc.ts';

/** The reason that a call fails with, or what it resolves with when it does not fail. */
export async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return infoOf(error)?.reason ?? error;
  }
}

/** What the error of a call says under a key. */
export async function metadataOf(call: Promise<unknown>, key: string): Promise<string> {
  const info = await call.then(() => undefined, infoOf);
  return info?.metadata[key] ?? '';
}

/** Listens to trades, and reads nothing but the first message until it is asked for the end. */
export class SlowReader {
  readonly #session: ClientHttp2Session;
  readonly #stream: ClientHttp2Stream;
  readonly #trailers: Promise<unknown[]>;

  private constructor(session: ClientHttp2Session, stream: ClientHttp2Stream) {
    this.#session = session;
    this.#stream = stream;
    this.#trailers = once(stream, 'trailers');
  }

  static async open(url: string): Promise<SlowReader> {
    const session = connect(url);
    const stream = session.request({
      ':method': 'POST',
      ':path': pathOf(MarketDataService.method.streamTrades),
      'content-type': 'application/grpc+proto',
      te: 'trailers',
    });
    stream.end(envelope(new Uint8Array()));
    const reader = new SlowReader(session, stream);
    await once(stream, 'readable');
    return reader;
  }

  async reasonAtEnd(): Promise<string | undefined> {
    this.#stream.resume();
    const [received] = await this.#trailers;
    this.#session.destroy();
    const trailer = new Headers();
    for (const [name, value] of Object.entries(received ?? {})) {
      if (name.startsWith('grpc-') && typeof value === 'string') trailer.set(name, value);
    }
    return infoOf(findTrailerError(trailer))?.reason;
  }
}

function infoOf(error: unknown): ErrorInfo | undefined {
  return ConnectError.from(error).findDetails(ErrorInfoSchema)[0];
}
