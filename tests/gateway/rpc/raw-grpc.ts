import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Code, type ConnectError } from '@connectrpc/connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { BadRequestSchema, ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';

/** Result of a call; the code is `OK` if it succeeded. */
export interface Outcome {
  readonly code: keyof typeof Code | 'OK';
  readonly reason: string;
  /** The first wrong field. */
  readonly field: string;
}

/** Sends any bytes as the body of a gRPC call, also those that no client library would send. */
export class RawGrpc {
  readonly #session: ClientHttp2Session;

  constructor(url: string) {
    this.#session = connect(url);
  }

  /** Makes a call, and ends it after the first message of the answer, so streams work too. */
  async call(
    path: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
    beforeBody?: () => Promise<void>,
  ): Promise<Outcome> {
    const stream = this.#session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc+proto',
      te: 'trailers',
      ...headers,
    });
    const trailer = new Headers();
    const collect = (received: NodeJS.Dict<string | string[]>) => {
      for (const [name, value] of Object.entries(received)) {
        if (name.startsWith('grpc-') && typeof value === 'string') trailer.set(name, value);
      }
    };
    stream.on('response', collect).on('trailers', collect);
    if (beforeBody !== undefined) {
      await this.#settled();
      await beforeBody();
    }
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject);
      stream.once('data', () => setImmediate(resolve));
      stream.once('end', resolve);
      stream.end(body);
    });
    const error = findTrailerError(trailer);
    stream.close();
    return error === undefined ? { code: 'OK', reason: '', field: '' } : outcomeOf(error);
  }

  close(): void {
    this.#session.close();
  }

  /** Waits until the server has seen everything that was sent. */
  async #settled(): Promise<void> {
    const stream = this.#session.request({ ':path': '/healthz' });
    await once(stream.end(), 'response');
    stream.close();
  }
}

export function outcomeOf(error: ConnectError): Outcome {
  const code = Object.entries(Code).find(([, value]) => value === error.code)?.[0];
  return {
    code: isCodeName(code) ? code : 'Unknown',
    reason: error.findDetails(ErrorInfoSchema)[0]?.reason ?? '',
    field: error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field ?? '',
  };
}

/** A message in its gRPC envelope. */
export function envelope(message: Uint8Array, flags = 0, length = message.length): Uint8Array {
  const bytes = Buffer.alloc(5 + message.length);
  bytes.writeUInt8(flags, 0);
  bytes.writeUInt32BE(length, 1);
  bytes.set(message, 5);
  return bytes;
}

function isCodeName(name: string | undefined): name is keyof typeof Code {
  return name !== undefined && name in Code;
}
