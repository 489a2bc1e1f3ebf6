import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { DescMethod } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { errorFromJson } from '@connectrpc/connect/protocol-connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { pathOf } from './bad-rows.ts';
import { envelope, type Outcome, outcomeOf, RawGrpc } from './raw-grpc.ts';

export type Protocol = 'grpc' | 'grpc-web' | 'connect';
export const PROTOCOLS: readonly Protocol[] = ['grpc', 'grpc-web', 'connect'];

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  /** Compression of the message, for the header. */
  readonly encoding?: string;
  /** Deadline of the call, in the form of each protocol's header. */
  readonly timeout?: Readonly<Record<Protocol, string>>;
  /** Called when the server has seen the headers and waits for the body. */
  readonly beforeBody?: () => Promise<void>;
}

const GRPC_WEB_TRAILER = 0x80;
const CONNECT_END = 0x02;
const OK: Outcome = { code: 'OK', reason: '', field: '' };

/** Sends bytes as the only message of a call: gRPC over HTTP/2, the other protocols over HTTP/1.1. */
export async function rawCall(
  url: string,
  protocol: Protocol,
  method: DescMethod,
  message: Uint8Array,
  { headers = {}, encoding, timeout, beforeBody }: Options = {},
): Promise<Outcome> {
  const isStream = method.methodKind !== 'unary';
  const all = {
    ...headers,
    ...(encoding === undefined ? {} : { [encodingHeader(protocol, isStream)]: encoding }),
    ...(timeout === undefined ? {} : { [timeoutHeader(protocol)]: timeout[protocol] }),
  };
  const framed = envelope(message, encoding === undefined ? 0 : 1);
  if (protocol === 'grpc') {
    const raw = new RawGrpc(url);
    try {
      return await raw.call(pathOf(method), framed, all, beforeBody);
    } finally {
      raw.close();
    }
  }
  const isPlain = protocol === 'connect' && !isStream;
  const response = await post(
    url + pathOf(method),
    { 'content-type': contentType(protocol, isStream), ...all },
    isPlain ? message : framed,
    beforeBody,
  );
  if (isPlain) {
    const body = await text(response);
    return response.statusCode === 200 ? OK : outcomeOf(connectError(JSON.parse(body)));
  }
  const { flags, data } = await firstEnvelope(response);
  response.destroy();
  if (protocol === 'connect') {
    const { error } = flags === CONNECT_END ? JSON.parse(data) : { error: undefined };
    return error === undefined ? OK : outcomeOf(connectError(error));
  }
  const trailer = flags === GRPC_WEB_TRAILER ? new Headers(linesOf(data)) : new Headers();
  const error = findTrailerError(trailer);
  return error === undefined ? OK : outcomeOf(error);
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  beforeBody: (() => Promise<void>) | undefined,
): Promise<IncomingMessage> {
  const isLate = beforeBody !== undefined;
  const sent = request(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': body.length, ...(isLate ? { expect: '100-continue' } : {}) },
  });
  const answered = once(sent, 'response');
  if (isLate) {
    sent.flushHeaders();
    await once(sent, 'continue');
    await beforeBody();
  }
  sent.end(body);
  const [response] = await answered;
  return response;
}

/** The first message of a stream, or its end if it has no message. */
async function firstEnvelope(
  response: IncomingMessage,
): Promise<{ readonly flags: number; readonly data: string }> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of response) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) break;
  }
  return { flags: bytes.readUInt8(0), data: bytes.subarray(5, 5 + bytes.readUInt32BE(1)).toString() };
}

function linesOf(text: string): [string, string][] {
  return text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]);
}

function connectError(json: Parameters<typeof errorFromJson>[0]): ConnectError {
  return errorFromJson(json, undefined, new ConnectError('not an error in JSON', Code.Unknown));
}

function contentType(protocol: Protocol, isStream: boolean): string {
  if (protocol === 'grpc-web') return 'application/grpc-web+proto';
  return isStream ? 'application/connect+proto' : 'application/proto';
}

function encodingHeader(protocol: Protocol, isStream: boolean): string {
  if (protocol !== 'connect') return 'grpc-encoding';
  return isStream ? 'connect-content-encoding' : 'content-encoding';
}

function timeoutHeader(protocol: Protocol): string {
  return protocol === 'connect' ? 'connect-timeout-ms' : 'grpc-timeout';
}
