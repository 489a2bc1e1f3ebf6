import type { EventEmitter } from 'node:events';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { NodeRequest, NodeResponse } from './node-http.ts';

/** How long an answer may take to leave when the server stops. */
const GRACE_MS = 5_000;

/** The open connections of the server, so that it can end them in good order. */
export class Connections {
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  #requests = 0;
  #onIdle: (() => void) | undefined;

  /** @param idleMs a connection on which nothing moves for so long is closed. */
  constructor(server: EventEmitter, idleMs: number) {
    // The server hands a connection on to its HTTP/1.1 or HTTP/2 half, which tell of it again.
    server.on('connection', (socket: Socket) => {
      if (this.#sockets.has(socket)) return;
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      // The last resort: each protocol ends an idle connection in its own good manners before.
      socket.setTimeout(2 * idleMs, () => socket.destroy());
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('session', (session: ServerHttp2Session) => {
      this.#sessions.add(session);
      // Tells the client to open a new connection, so that no call is lost on the way.
      session.setTimeout(idleMs, () => session.close());
      session.once('close', () => this.#sessions.delete(session));
    });
    server.on('request', (_request: NodeRequest, response: NodeResponse) => {
      this.#requests += 1;
      response.once('close', () => {
        this.#requests -= 1;
        if (this.#requests === 0) this.#onIdle?.();
      });
    });
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Waits until what was asked is answered, then ends every connection. */
  async drain(): Promise<void> {
    const grace = setTimeout(() => this.#destroy(), GRACE_MS);
    if (this.#requests > 0) {
      await new Promise<void>((idle) => {
        this.#onIdle = idle;
      });
    }
    clearTimeout(grace);
    for (const session of this.#sessions) session.close();
    for (const socket of this.#sockets) socket.end();
    setTimeout(() => this.#destroy(), GRACE_MS).unref();
  }

  #destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
