import type { Feeds } from '../../src/feeds/feeds.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import type { Ledger } from './ledger.ts';

/** What a stream's messages all have. */
interface Message {
  readonly sequence: number;
}

interface Connection<M> {
  readonly subscription: Subscription<M>;
  readonly abort: AbortController;
}

/** Someone who reads a stream, as slowly as turns come, loses the connection and comes back. */
export abstract class Reader<M extends Message = Message> {
  abstract readonly name: string;
  /** Everything up to this event has come. */
  protected sequence = 0;
  readonly #ledger: Ledger;
  readonly #onFailure: (error: unknown) => void;
  #connection: Connection<M> | undefined;
  #isWaiting = false;

  constructor(ledger: Ledger, onFailure: (error: unknown) => void) {
    this.#ledger = ledger;
    this.#onFailure = onFailure;
  }

  protected get ledger(): Ledger {
    return this.#ledger;
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Whether the next message is awaited. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Whether all that is durable has come. */
  get isUpToDate(): boolean {
    return this.sequence === this.#ledger.durable.events;
  }

  connect(feeds: Feeds): void {
    this.#connection = { subscription: this.subscribe(feeds), abort: new AbortController() };
  }

  /** Asks for the next message, unless that was done. */
  read(): void {
    const connection = this.#connection;
    if (connection === undefined || this.#isWaiting) return;
    this.#isWaiting = true;
    connection.subscription
      .next(connection.abort.signal)
      .then((message) => this.#came(message, connection))
      .catch(this.#onFailure);
  }

  cut(): void {
    this.#connection?.abort.abort();
    this.#connection?.subscription.close();
    this.#connection = undefined;
    this.#isWaiting = false;
  }

  /** All that is durable has come: what the reader made of it must be what is there. */
  abstract checkAll(): void;

  /** The first time, or from where the last connection ended. */
  protected abstract subscribe(feeds: Feeds): Subscription<M>;

  protected abstract take(message: M): void;

  #came(message: M | undefined, connection: Connection<M>): void {
    if (connection !== this.#connection) return;
    this.#isWaiting = false;
    if (message === undefined) throw new Error(`${this.name} ended by itself`);
    if (message.sequence < this.sequence)
      throw new Error(`${this.name} went back to event ${message.sequence}`);
    if (message.sequence > this.#ledger.durable.events) {
      throw new Error(`${this.name} is at event ${message.sequence}, which is not durable`);
    }
    this.take(message);
    this.sequence = message.sequence;
  }
}
