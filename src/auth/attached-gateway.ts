import type { MessagePort } from 'node:worker_threads';
import type { AuthRequest, Outcome, SessionsChange, ToAuth, ToGateway } from './session-messages.ts';

interface Options {
  /** Called when the gateway is ready for the sessions. */
  readonly onBegin: () => void;
  /** Never rejects. */
  readonly answer: (request: AuthRequest, signal: AbortSignal) => Promise<Outcome>;
  readonly onClose: () => void;
}

/** The port of a gateway: its requests, and the changes of sessions that it has acknowledged. */
export class AttachedGateway {
  readonly #port: MessagePort;
  readonly #options: Options;
  /** Requests without an answer, by id. */
  readonly #running = new Map<number, AbortController>();
  #sent = 0;
  #applied = 0;
  #isClosed = false;
  /** Oldest first. */
  readonly #waiting: { readonly until: number; readonly resolve: () => void }[] = [];

  constructor(port: MessagePort, options: Options) {
    this.#port = port;
    this.#options = options;
    port.on('message', (message: ToAuth) => this.#take(message));
    port.on('close', () => this.#closed());
  }

  change(change: SessionsChange): void {
    this.#sent += 1;
    this.#post({ kind: 'changed', change });
  }

  /** Resolves when the gateway has acknowledged all changes that were sent until now, or is closed. */
  async hasAllChanges(): Promise<void> {
    if (this.#isClosed || this.#applied === this.#sent) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ until: this.#sent, resolve });
    await promise;
  }

  close(): void {
    this.#port.close();
  }

  #take(message: ToAuth): void {
    switch (message.kind) {
      case 'begin':
        this.#options.onBegin();
        break;
      case 'ask':
        void this.#answer(message.id, message.request);
        break;
      case 'abort':
        this.#running.get(message.id)?.abort();
        break;
      case 'applied':
        this.#acknowledged();
    }
  }

  async #answer(id: number, request: AuthRequest): Promise<void> {
    const abort = new AbortController();
    this.#running.set(id, abort);
    const outcome = await this.#options.answer(request, abort.signal);
    this.#running.delete(id);
    this.#post({ kind: 'answered', id, outcome });
  }

  #acknowledged(): void {
    this.#applied += 1;
    while ((this.#waiting[0]?.until ?? Number.POSITIVE_INFINITY) <= this.#applied) {
      this.#waiting.shift()?.resolve();
    }
  }

  #closed(): void {
    this.#isClosed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    this.#options.onClose();
  }

  #post(message: ToGateway): void {
    this.#port.postMessage(message);
  }
}
