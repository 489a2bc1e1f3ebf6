import { type ClientHttp2Session, type ClientHttp2Stream, connect, type Settings } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { Tally } from './tally.ts';

/** An exchange to attack, with the attacker's parties. */
export interface Target {
  readonly url: string;
  /** An instrument with a deep book in which honest parties trade. */
  readonly instrumentId: number;
  /** An instrument in which only the attacker trades. */
  readonly quietInstrumentId: number;
  /** Tokens of the attacker's parties. */
  readonly tokens: readonly string[];
  /** Id of an honest party. */
  readonly victimId: string;
  /** Session of the multicast datagrams. */
  readonly multicastSession: string;
}

/** Another address than the one of honest parties. On Linux, all of 127.0.0.0/8 is this machine. */
const ADDRESS = '127.6.6.6';
const PING_MS = 1_000;

/** A hostile client. Everything that it opens stays open until `close`. */
export class Attacker {
  readonly target: Target;
  readonly tally = new Tally();
  readonly #sessions = new Set<ClientHttp2Session>();
  readonly #sockets = new Set<Socket>();
  readonly #pings = setInterval(() => this.#ping(), PING_MS).unref();

  constructor(target: Target) {
    this.target = target;
  }

  /** Opens a TCP connection. */
  connect(): Socket {
    const { hostname, port } = new URL(this.target.url);
    const socket = connectTcp({ host: hostname, port: Number(port), localAddress: ADDRESS });
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }

  /** Opens an HTTP/2 connection that sends a PING every second. */
  open(settings: Settings = {}): ClientHttp2Session {
    const session = connect(this.target.url, { settings, createConnection: () => this.connect() });
    this.#sessions.add(session);
    session.on('error', () => undefined);
    session.once('close', () => this.#sessions.delete(session));
    return session;
  }

  /** Opens enough HTTP/2 connections for a number of calls. */
  openFor(calls: number, perConnection: number, settings: Settings = {}): ClientHttp2Session[] {
    return Array.from({ length: Math.ceil(calls / perConnection) }, () => this.open(settings));
  }

  get token(): string {
    const [token] = this.target.tokens;
    if (token === undefined) throw new Error('this attacker has no party');
    return token;
  }

  close(): void {
    clearInterval(this.#pings);
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  #ping(): void {
    for (const session of this.#sessions) {
      if (!session.destroyed && !session.connecting) session.ping(() => undefined);
    }
  }
}

interface Call {
  readonly path: string;
  /** Without a body, the request stays open. */
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts a gRPC call without reading its answer. Returns undefined if the connection has ended. */
export function callGrpc(
  session: ClientHttp2Session,
  { path, body, headers }: Call,
): ClientHttp2Stream | undefined {
  if (session.destroyed || session.closed) return undefined;
  const stream = session.request(
    {
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc+proto',
      te: 'trailers',
      ...headers,
    },
    { endStream: false },
  );
  stream.on('error', () => undefined);
  if (body !== undefined) stream.end(body);
  return stream;
}

/** A message in its gRPC envelope. */
export function envelope(message: Uint8Array, flags = 0): Buffer {
  const bytes = Buffer.alloc(5 + message.length);
  bytes.writeUInt8(flags, 0);
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, 5);
  return bytes;
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
