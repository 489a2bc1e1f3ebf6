import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { closeSession } from './close-session.ts';
import type { OnePort } from './one-port.ts';
import { connectionSocket } from './tls/connection-socket.ts';
import { NGHTTP2_REFUSED_STREAM, type Transfer } from './transfer.ts';

/** Time for open answers to leave when the server stops. */
const GRACE_MS = 5_000;

interface OpenRequest {
  readonly beganMs: number;
  /** Whether its body is a stream, whose end the caller decides. */
  readonly isOpenEnded: boolean;
}

/** Tracks the open connections and requests of the server, closes idle ones, and drains them at the end. */
export class Connections {
  /** Over HTTP/1.1, or not known yet. */
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Map<ServerHttp2Session, Socket>();
  /** Oldest first. */
  readonly #requests = new Map<Transfer, OpenRequest>();
  readonly #lateCheck: NodeJS.Timeout;
  #onIdle: (() => void) | undefined;

  /** @param idleMs maximum time without traffic on a connection, and maximum time for a request to arrive. */
  constructor(port: OnePort, idleMs: number) {
    port.on('connection', (socket) => {
      // Keep the TLS socket instead of its TCP socket, because bytes are written through TLS.
      this.#sockets.delete(connectionSocket(socket));
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      // The last resort. Each protocol closes an idle connection gracefully before.
      socket.setTimeout(2 * idleMs, () => socket.destroy());
      socket.once('close', () => this.#sockets.delete(socket));
    });
    port.on('session', (session, socket) => {
      // HTTP/2 reads and writes below the socket, which does not notice it. Admission closes idle sessions.
      socket.setTimeout(0);
      this.#sockets.delete(socket);
      this.#sessions.set(session, socket);
      session.once('close', () => this.#sessions.delete(session));
    });
    this.#lateCheck = setInterval(() => this.#resetLate(idleMs), idleMs / 4).unref();
  }

  /** Waits for a request at the end of the server. */
  track(transfer: Transfer, isOpenEnded: boolean): void {
    this.#requests.set(transfer, { beganMs: performance.now(), isOpenEnded });
    transfer.onClose(() => {
      this.#requests.delete(transfer);
      if (this.#requests.size === 0) this.#onIdle?.();
    });
  }

  get count(): number {
    return this.#sockets.size + this.#sessions.size;
  }

  /** Resets incomplete requests. Nothing was done for them yet, and they could delay the end of the server for long. */
  resetIncomplete(): void {
    for (const [transfer] of this.#arriving()) transfer.reset(NGHTTP2_REFUSED_STREAM);
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
    for (const [session, socket] of this.#sessions) {
      session.close();
      closeSession(session, socket);
    }
    // Closes each socket after its last byte. Clients do not close their idle connections by themselves.
    for (const socket of this.#sockets) socket.destroySoon();
    setTimeout(() => this.#destroy(), GRACE_MS).unref();
  }

  /** Resets requests over HTTP/2 that arrive too slowly. Node does the same over HTTP/1.1. */
  #resetLate(maxMs: number): void {
    const sinceMs = performance.now() - maxMs;
    for (const [transfer, { beganMs }] of this.#arriving()) {
      if (beganMs > sinceMs) break;
      if (transfer.isHttp2) transfer.reset(NGHTTP2_REFUSED_STREAM);
    }
  }

  *#arriving(): Iterable<[Transfer, OpenRequest]> {
    for (const open of this.#requests) {
      const [transfer, { isOpenEnded }] = open;
      if (!transfer.hasArrived && !transfer.isAnswering && !isOpenEnded) yield open;
    }
  }

  #destroy(): void {
    for (const [session, socket] of this.#sessions) {
      session.destroy();
      socket.destroy();
    }
    for (const socket of this.#sockets) socket.destroy();
  }
}
