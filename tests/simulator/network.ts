import type { Client } from './client.ts';
import type { Call } from './ledger.ts';
import type { Random } from './random.ts';

/** Commands of a client on their way to the exchange, in it, or on the way back as answers. */
export interface Request {
  readonly client: Client;
  readonly call: Call;
  /** Aborts when the connection is lost: no answer reaches the client. */
  readonly connection: AbortController;
}

/** Between the clients and the exchange: delivers in any order, and loses connections. */
export class Network {
  /** On the way to the exchange. */
  readonly requests: Request[] = [];
  /** The exchange has them. */
  readonly inside = new Set<Request>();
  /** Answered and on the way back. */
  readonly answers: Request[] = [];

  send(client: Client, call: Call): void {
    this.requests.push({ client, call, connection: new AbortController() });
  }

  /** An answer comes out of the exchange. */
  answer(request: Request): void {
    this.inside.delete(request);
    if (!request.connection.signal.aborted) this.answers.push(request);
  }

  /** A client loses its connection. What it has sent may still arrive; answers do not. */
  cut(client: Client, random: Random): void {
    for (const request of [...this.requests, ...this.inside, ...this.answers]) {
      if (request.client === client) this.#lose(request);
    }
    this.#drop(this.answers, (request) => request.client === client);
    this.#drop(this.requests, (request) => request.client === client && random.chance(50));
  }

  /** The exchange is gone, and every connection to it. */
  cutAll(): void {
    for (const request of [...this.inside, ...this.answers]) this.#lose(request);
    this.inside.clear();
    this.answers.length = 0;
  }

  /** Nobody is there to take it. */
  lose(request: Request): void {
    this.#lose(request);
  }

  #lose(request: Request): void {
    const { connection } = request;
    if (connection.signal.aborted) return;
    connection.abort();
    request.client.lost(request.call.commands);
  }

  #drop(requests: Request[], isDropped: (request: Request) => boolean): void {
    const kept = requests.filter((request) => !isDropped(request));
    requests.splice(0, requests.length, ...kept);
  }
}
