import type { MessagePort } from 'node:worker_threads';
import type { Command, Reply } from '../domain/command.ts';
import type { Party } from '../domain/party.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';
import { fromCrossing } from './crossing-error.ts';
import type { FromExchange, ToExchange } from './exchange-messages.ts';

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** The exchange, on another thread: its committed parties, and a way to submit commands. */
export class ExchangeLink {
  readonly #port: MessagePort;
  readonly #onTime: (timeNs: bigint) => void;
  readonly #parties = new Map<string, Party>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #begun = Promise.withResolvers<void>();
  #lastId = 0;
  #isClosed = false;

  private constructor(port: MessagePort, onTime: (timeNs: bigint) => void) {
    this.#port = port;
    this.#onTime = onTime;
    port.on('message', (message: FromExchange) => this.#take(message));
    port.on('close', () => this.#closed());
  }

  /**
   * Resolves when all parties are here.
   *
   * @param port the other end is that of an `ExchangeForAuth`.
   * @param onTime called when a manual clock was advanced.
   */
  static async open(port: MessagePort, onTime: (timeNs: bigint) => void = () => {}): Promise<ExchangeLink> {
    const link = new ExchangeLink(port, onTime);
    await link.#begun.promise;
    return link;
  }

  partyById(partyId: string): Party | undefined {
    return this.#parties.get(partyId);
  }

  parties(): Iterable<Party> {
    return this.#parties.values();
  }

  /** @throws RefusedError SHUTTING_DOWN when the exchange has closed its end. */
  async submit(command: Command): Promise<Reply> {
    if (this.#isClosed) throw stopped();
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.#waiting.set(id, { resolve, reject });
    this.#port.postMessage({ id, command } satisfies ToExchange);
    return promise;
  }

  close(): void {
    this.#port.close();
  }

  #take(message: FromExchange): void {
    switch (message.kind) {
      case 'parties':
        for (const party of message.parties) this.#parties.set(party.partyId, party);
        this.#begun.resolve();
        break;
      case 'time':
        this.#onTime(message.timeNs);
        break;
      case 'replied':
        this.#waitingFor(message.id)?.resolve(message.reply);
        break;
      case 'failed':
        this.#waitingFor(message.id)?.reject(fromCrossing(message.error));
    }
  }

  #waitingFor(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #closed(): void {
    this.#isClosed = true;
    this.#begun.reject(stopped());
    for (const { reject } of this.#waiting.values()) reject(stopped());
    this.#waiting.clear();
  }
}

function stopped(): RefusedError {
  return new RefusedError(refuse('SHUTTING_DOWN', 'the exchange is stopping'));
}
