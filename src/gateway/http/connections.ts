import type { EventEmitter } from 'node:events';
import { constants, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { NodeRequest, NodeResponse } from './node-http.ts';
import { connectionSocket } from './tls/connection-socket.ts';

/** Time for open answers to leave when the server stops. */
const GRACE_MS = 5_000;

interface Options {
  /** Maximum time without traffic on a connection, and maximum time for a request to arrive. */
  readonly idleMs: number;
  /** Whether the body of a request is a stream, whose end the caller decides. */
  readonly isOpenEnded: (request: NodeRequest) => boolean;
}

interface OpenRequest {
  readonly response: NodeResponse;
  readonly beganMs: number;
}

/** Tracks the open connections and requests of the server, closes idle ones, and drains them at the end. */
export class Connections {
  readonly #isOpenEnded: Options['isOpenEnded'];
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** Oldest first. */
  readonly #requests = new Map<NodeRequest, OpenRequest>();
  readonly #lateCheck: NodeJS.Timeout;
  #onIdle: (() => void) | undefined;

  constructor(server: EventEmitter, { idleMs, isOpenEnded }: Options) {
    this.#isOpenEnded = isOpenEnded;
    // The server passes a connection on to its HTTP/1.1 or HTTP/2 part, which emits `connection` again.
    server.on('connection', (socket: Socket) => {
      if (this.#sockets.has(socket)) return;
      // Keep the TLS socket instead of its TCP socket, because bytes are written through TLS.
      this.#sockets.delete(connectionSocket(socket));
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      // The last resort. Each protocol closes an idle connection gracefully before.
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
    this.#lateCheck = setInterval(() => this.#resetLate(idleMs), idleMs / 4).unref();
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Resets incomplete requests. Nothing was done for them yet, and they could delay the end of the server for long. */
  resetIncomplete(): void {
    for (const [request] of this.#arriving()) resetRequest(request);
  }

  /** Waits until all requests are answered, then closes all connections. */
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
    // Closes each socket after its last byte. Clients do not close their idle connections by themselves.
    for (const socket of this.#sockets) socket.destroySoon();
    setTimeout(() => this.#destroy(), GRACE_MS).unref();
  }

  /** Resets requests over HTTP/2 that arrive too slowly. Node does the same over HTTP/1.1. */
  #resetLate(maxMs: number): void {
    const sinceMs = performance.now() - maxMs;
    for (const [request, { beganMs }] of this.#arriving()) {
      if (beganMs > sinceMs) break;
      if ('stream' in request) resetRequest(request);
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

/** Over HTTP/2, Node does not set `complete` for a request without a body. */
function hasArrived(request: NodeRequest): boolean {
  return request.complete || ('stream' in request && request.stream.endAfterHeaders);
}

/** REFUSED_STREAM means that nothing was done, so the client can repeat the request safely. */
function resetRequest(request: NodeRequest): void {
  if ('stream' in request) request.stream.close(constants.NGHTTP2_REFUSED_STREAM);
  else request.destroy();
}
