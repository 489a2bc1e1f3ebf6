import {
  create,
  type DescMessage,
  type DescMethodStreaming,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import * as grpc from '@grpc/grpc-js';

/** Lets the typed clients call through `@grpc/grpc-js`, which is an independent implementation of gRPC. */
export function createGrpcJsTransport(url: string, ca?: Buffer): Transport & { close(): void } {
  const credentials = ca === undefined ? grpc.credentials.createInsecure() : grpc.credentials.createSsl(ca);
  const client = new grpc.Client(new URL(url).host, credentials);
  return {
    close: () => client.close(),

    async unary<I extends DescMessage, O extends DescMessage>(
      method: DescMethodUnary<I, O>,
      signal: AbortSignal | undefined,
      _timeoutMs: number | undefined,
      header: ConstructorParameters<typeof Headers>[0],
      input: MessageInitShape<I>,
    ) {
      const message = await new Promise<MessageShape<O>>((resolve, reject) => {
        const call = client.makeUnaryRequest(
          pathOf(method),
          writerOf(method.input),
          readerOf(method.output),
          create(method.input, input),
          metadataOf(header),
          (error, response) => {
            if (error !== null) reject(toConnectError(error));
            else if (response !== undefined) resolve(response);
          },
        );
        signal?.addEventListener('abort', () => call.cancel());
      });
      return {
        stream: false,
        service: method.parent,
        method,
        header: new Headers(),
        trailer: new Headers(),
        message,
      };
    },

    async stream<I extends DescMessage, O extends DescMessage>(
      method: DescMethodStreaming<I, O>,
      signal: AbortSignal | undefined,
      _timeoutMs: number | undefined,
      header: ConstructorParameters<typeof Headers>[0],
      input: AsyncIterable<MessageInitShape<I>>,
    ) {
      const call = client.makeBidiStreamRequest(
        pathOf(method),
        writerOf(method.input),
        readerOf(method.output),
        metadataOf(header),
      );
      signal?.addEventListener('abort', () => call.cancel());
      const send = async () => {
        for await (const message of input) call.write(create(method.input, message));
        call.end();
      };
      send().catch(() => call.cancel());
      const message = received<MessageShape<O>>(call);
      return {
        stream: true,
        service: method.parent,
        method,
        header: new Headers(),
        trailer: new Headers(),
        message,
      };
    },
  };
}

async function* received<T>(call: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* call;
  } catch (error) {
    throw toConnectError(error);
  }
}

function pathOf(method: DescMethodUnary | DescMethodStreaming): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function writerOf<T extends DescMessage>(type: T) {
  return (message: MessageShape<T>) => Buffer.from(toBinary(type, message));
}

function readerOf<T extends DescMessage>(type: T) {
  return (bytes: Buffer): MessageShape<T> => fromBinary(type, bytes);
}

function metadataOf(header: ConstructorParameters<typeof Headers>[0]): grpc.Metadata {
  const metadata = new grpc.Metadata();
  new Headers(header).forEach((value, name) => {
    metadata.set(name, value);
  });
  return metadata;
}

/** Reads the details from the trailer `grpc-status-details-bin`, as any gRPC client would. */
function toConnectError(error: unknown): ConnectError {
  if (!(error instanceof Error) || !('code' in error) || !('metadata' in error))
    return ConnectError.from(error);
  const { code, metadata } = error;
  const trailer = new Headers({ 'grpc-status': String(code) });
  const details = metadata instanceof grpc.Metadata ? metadata.get('grpc-status-details-bin')[0] : undefined;
  if (Buffer.isBuffer(details)) trailer.set('grpc-status-details-bin', details.toString('base64'));
  return findTrailerError(trailer) ?? new ConnectError(error.message, Code.Unknown);
}
