import { EventEmitter } from 'node:events';
import { type ServerOptions as Http1Options, Server as Http1Server } from 'node:http';
import {
  createServer as createHttp2Server,
  type ServerOptions as Http2Options,
  type ServerHttp2Session,
} from 'node:http2';
import { type Socket, Server as TcpServer } from 'node:net';
import type { TLSSocket, Server as TlsServer } from 'node:tls';
import { divertStreams, type TakeStream } from './divert-streams.ts';
import type { NodeRequest, NodeResponse } from './node-http.ts';

interface Options {
  readonly http1: Http1Options;
  readonly http2: Http2Options;
  /** Undefined without a certificate: connections that begin with a TLS handshake are closed. */
  readonly tls: TlsServer | undefined;
  /** Serves streams of HTTP/2 itself; those that it leaves become requests. */
  readonly takeStream: TakeStream | undefined;
}

export interface PortEvents {
  /** A TCP connection, and then once more its TLS socket after the handshake. */
  connection: [socket: Socket];
  /** A connection speaks HTTP/2. */
  session: [session: ServerHttp2Session, socket: Socket];
}

/** The first byte of a TLS handshake. */
const TLS_HANDSHAKE = 0x16;
/** HTTP/2 connections begin with `PRI * HTTP/2.0` (RFC 9113). No method of HTTP/1.1 begins like this. */
const HTTP2_START = Buffer.from('PRI');

/** Serves HTTP/1.1, HTTP/2 and TLS on one TCP port: the first bytes of a connection decide. */
export class OnePort extends EventEmitter<PortEvents> {
  readonly tcp: TcpServer;
  readonly #http1: Http1Server;
  readonly #http2: ReturnType<typeof createHttp2Server>;
  readonly #tls: TlsServer | undefined;
  readonly #takeStream: TakeStream | undefined;

  constructor(
    { http1, http2, tls, takeStream }: Options,
    serve: (request: NodeRequest, response: NodeResponse) => void,
  ) {
    super();
    this.tcp = new TcpServer((socket) => {
      this.emit('connection', socket);
      this.#sniff(socket);
    });
    this.#http1 = new Http1Server(http1, serve);
    // Starts its checks of timeouts, which Node does when a server listens. This one gets its connections from another.
    this.#http1.emit('listening');
    this.#http2 = createHttp2Server(http2, serve);
    this.#tls = tls;
    this.#takeStream = takeStream;
    tls?.on('secureConnection', (socket: TLSSocket) => {
      this.emit('connection', socket);
      if (socket.alpnProtocol === 'h2') this.#serveHttp2(socket);
      else if (socket.alpnProtocol === 'http/1.1') this.#http1.emit('connection', socket);
      else this.#sniff(socket);
    });
  }

  /** Reads the first bytes, and puts them back for the server of their protocol. */
  #sniff(socket: Socket): void {
    let start = Buffer.alloc(0);
    const ignoreError = () => undefined;
    const read = () => {
      const chunk: unknown = socket.read();
      // At the end of a connection that has sent nothing.
      if (!Buffer.isBuffer(chunk)) return;
      start = Buffer.concat([start, chunk]);
      if (start.length < HTTP2_START.length && HTTP2_START.subarray(0, start.length).equals(start)) return;
      socket.off('readable', read);
      socket.off('error', ignoreError);
      socket.unshift(start);
      this.#serve(socket, start);
    };
    socket.on('error', ignoreError);
    socket.on('readable', read);
  }

  #serve(socket: Socket, start: Buffer): void {
    if (start[0] === TLS_HANDSHAKE) {
      if (this.#tls === undefined) socket.destroy();
      else this.#tls.emit('connection', socket);
    } else if (start.subarray(0, HTTP2_START.length).equals(HTTP2_START)) this.#serveHttp2(socket);
    else this.#http1.emit('connection', socket);
  }

  #serveHttp2(socket: Socket): void {
    const begin = (session: ServerHttp2Session) => {
      // Before others listen to its streams too.
      if (this.#takeStream !== undefined) divertStreams(session, this.#takeStream);
      this.emit('session', session, socket);
    };
    this.#http2.once('session', begin);
    this.#http2.emit('connection', socket);
    // Node refuses HTTP/2 over TLS without ALPN. The next session must not begin for this socket too.
    this.#http2.off('session', begin);
  }
}
