import type { Subscription } from './subscriptions.ts';

/** A reason of its own saves each controller an exception with a stack: streams close by the thousand. No code reads it. */
const CLOSED = Symbol('closed');

/** Waits for the next message of a subscription, for a reader that polls. */
export class PendingMessage<Message> {
  readonly #subscription: Subscription<Message>;
  readonly #onReady: () => void;
  readonly #closed = new AbortController();
  #isPending = false;
  #message: Message | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param onReady called when `take` has a message or an error. */
  constructor(subscription: Subscription<Message>, onReady: () => void) {
    this.#subscription = subscription;
    this.#onReady = onReady;
  }

  /** Whether it waits for a message. */
  get isPending(): boolean {
    return this.#isPending;
  }

  /** Whether a message has come and was not taken. */
  get isReady(): boolean {
    return this.#message !== undefined;
  }

  /**
   * The message that has come; undefined if there is none.
   *
   * @throws the error of the subscription.
   */
  take(): Message | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    const message = this.#message;
    this.#message = undefined;
    return message;
  }

  /** Begins to wait, unless it does already. */
  await(): void {
    if (!this.#isPending) void this.#next();
  }

  /** Ends the wait, and the subscription. */
  close(): void {
    this.#closed.abort(CLOSED);
    this.#subscription.close();
  }

  async #next(): Promise<void> {
    const { signal } = this.#closed;
    this.#isPending = true;
    try {
      this.#message = await this.#subscription.next(signal);
    } catch (error) {
      this.#failure = { error };
    }
    this.#isPending = false;
    if (!signal.aborted) this.#onReady();
  }
}
