import type { EventEmitter } from 'node:events';
import { constants, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { NodeRequest, NodeResponse } from './node-http.ts';
import { connectionSocket } from './tls/connection-socket.ts';

/** How long an answer may take to leave when the server stops. */
const GRACE_MS = 5_000;

interface Options {
  /** A connection on which nothing moves for so long is closed, and a request has so long to arrive. */
  readonly idleMs: number;
  /** Whether the body of a request comes as long as its caller wants. */
  readonly isOpenEnded: (request: NodeRequest) => boolean;
}

interface OpenRequest {
  readonly response: NodeResponse;
  readonly beganMs: number;
}

/** The open connections of the server, so that it can end them in good order. */
export class Connections {
  readonly #isOpenEnded: Options['isOpenEnded'];
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** The longest open first. */
  readonly #requests = new Map<NodeRequest, OpenRequest>();
  readonly #lateCheck: NodeJS.Timeout;
  #onIdle: (() => void) | undefined;

  constructor(server: EventEmitter, { idleMs, isOpenEnded }: Options) {
    this.#isOpenEnded = isOpenEnded;
    // The server hands a connection on to its HTTP/1.1 or HTTP/2 half, which tell of it again.
    server.on('connection', (socket: Socket) => {
      if (this.#sockets.has(socket)) return;
      // What is written goes through TLS, so that is what is ended.
      this.#sockets.delete(connectionSocket(socket));
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      // The last resort: each protocol ends an idle connection in its own good manners before.
      socket.setTimeout(2 * idleMs, () => socket.destroy());
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('session', (session: ServerHttp2Session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
    });
    server.on('request', (request: NodeRequest, response: NodeResponse) => {
      this.#requests.set(request, { response, beganMs: performance.now() });
      response.once('close', () => {
        this.#requests.delete(request);
        if (this.#requests.size === 0) this.#onIdle?.();
      });
    });
    this.#lateCheck = setInterval(() => this.#giveUpLate(idleMs), idleMs / 4).unref();
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Ends requests of which not all has arrived: nothing has been done for them, and nobody knows when they would. */
  giveUpArriving(): void {
    for (const [request] of this.#arriving()) giveUp(request);
  }

  /** Waits until what was asked is answered, then ends every connection. */
  async drain(): Promise<void> {
    clearInterval(this.#lateCheck);
    const grace = setTimeout(() => this.#destroy(), GRACE_MS);
    if (this.#requests.size > 0) {
      await new Promise<void>((idle) => {
        this.#onIdle = idle;
      });
    }
    clearTimeout(grace);
    for (const session of this.#sessions) session.close();
    // Once what was written has left: a client that keeps an idle connection open does not close it by itself.
    for (const socket of this.#sockets) socket.destroySoon();
    setTimeout(() => this.#destroy(), GRACE_MS).unref();
  }

  /** Over HTTP/1.1 node does it itself. */
  #giveUpLate(maxMs: number): void {
    const sinceMs = performance.now() - maxMs;
    for (const [request, { beganMs }] of this.#arriving()) {
      if (beganMs > sinceMs) break;
      if ('stream' in request) giveUp(request);
    }
  }

  *#arriving(): Iterable<[NodeRequest, OpenRequest]> {
    for (const [request, open] of this.#requests) {
      if (!hasArrived(request) && !open.response.headersSent && !this.#isOpenEnded(request)) {
        yield [request, open];
      }
    }
  }

  #destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Over HTTP/2, a request without a body is complete with its headers and does not say so. */
function hasArrived(request: NodeRequest): boolean {
  return request.complete || ('stream' in request && request.stream.endAfterHeaders);
}

/** A refused stream tells a client that nothing was done, so that it may send the same again. */
function giveUp(request: NodeRequest): void {
  if ('stream' in request) request.stream.close(constants.NGHTTP2_REFUSED_STREAM);
  else request.destroy();
}
