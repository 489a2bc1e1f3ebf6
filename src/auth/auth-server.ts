import type { MessagePort } from 'node:worker_threads';
import { AttachedGateway } from './attached-gateway.ts';
import type { Auth } from './auth.ts';
import type { AuthFunctions } from './auth-calls.ts';

/** Serves sessions and passwords to gateways on other threads. */
export class AuthServer {
  readonly #auth: Auth;
  readonly #caughtUp: () => Promise<void> | undefined;
  readonly #attached = new Set<AttachedGateway>();
  /** Those that have the sessions. */
  readonly #gateways = new Set<AttachedGateway>();

  /** @param caughtUp resolves when the parties and the time of this thread have all that was answered to anyone before. */
  constructor(auth: Auth, caughtUp: () => Promise<void> | undefined = () => undefined) {
    this.#auth = auth;
    this.#caughtUp = caughtUp;
    auth.watchSessions((change) => {
      for (const gateway of this.#gateways) gateway.change(change);
    });
  }

  /**
   * Sends all open sessions and every later change to the `AuthClient` at the other end, and answers its requests. No answer waits for
   * a gateway before it begins: its start may read the journal for minutes.
   */
  attach(port: MessagePort): void {
    const gateway: AttachedGateway = new AttachedGateway(port, {
      ...this.#functions(),
      begin: () => this.#begin(gateway),
    });
    this.#attached.add(gateway);
    port.on('close', () => {
      this.#attached.delete(gateway);
      this.#gateways.delete(gateway);
    });
  }

  #begin(gateway: AttachedGateway): void {
    this.#gateways.add(gateway);
    gateway.change({ open: this.#auth.openSessions(), ended: [] });
  }

  /** Refuses the requests that wait. Sessions stay valid for the next start. */
  async close(): Promise<void> {
    for (const gateway of this.#attached) gateway.close();
    await this.#auth.close();
  }

  #functions(): Omit<AuthFunctions, 'begin'> {
    const auth = this.#auth;
    /** Requests that can be aborted, without an answer so far. */
    const running = new Map<number, AbortController>();
    const abortable = async <T>(request: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> => {
      const leaving = new AbortController();
      running.set(request, leaving);
      try {
        return await run(leaving.signal);
      } finally {
        running.delete(request);
      }
    };
    return {
      login: (...args) => this.#change(() => auth.login(...args)),
      renew: (...args) => this.#change(() => auth.renew(...args)),
      logout: (...args) => this.#change(() => auth.logout(...args)),
      changePassword: (...args) => this.#change(() => auth.changePassword(...args)),
      setPassword: (request, ...args) =>
        abortable(request, (signal) => this.#change(() => auth.setPassword(...args, signal))),
      setDisabled: (...args) => this.#change(() => auth.setDisabled(...args)),
      endSessions: (...args) => this.#change(() => auth.endSessions(...args)),
      // These change no session, so they do not wait for a gateway that stands still.
      verify: (...args) => this.#read(() => auth.verify(...args)),
      createParty: (request, ...args) =>
        abortable(request, (signal) => this.#read(() => auth.createParty(...args, signal))),
      sessions: (...args) => this.#read(() => auth.sessions(...args)),
      unlistedParties: () => this.#read(() => auth.unlistedParties()),
      abort: (request) => running.get(request)?.abort(),
    };
  }

  async #read<T>(run: () => T): Promise<Awaited<T>> {
    await this.#caughtUp();
    return await run();
  }

  /** A session that this request has opened or ended is open or ended on all gateways when it is answered. */
  async #change<T>(run: () => T): Promise<Awaited<T>> {
    try {
      return await this.#read(run);
    } finally {
      await Promise.all(Array.from(this.#gateways, (gateway) => gateway.hasAllChanges()));
    }
  }
}
