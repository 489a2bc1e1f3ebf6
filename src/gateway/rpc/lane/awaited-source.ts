import type { Subscription } from '../../../feeds/subscriptions.ts';
import type { StreamSource } from './stream-rpc.ts';

/** A subscription that can only be awaited. It makes its own heartbeats. */
export class AwaitedSource<Message> implements StreamSource {
  readonly isLong = false;
  onNews: (() => void) | undefined;
  readonly #subscription: Subscription<Message>;
  readonly #encode: (message: Message) => Uint8Array;
  readonly #closed = new AbortController();
  #isAwaiting = false;
  #next: Message | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(subscription: Subscription<Message>, encode: (message: Message) => Uint8Array) {
    this.#subscription = subscription;
    this.#encode = encode;
  }

  poll(): Uint8Array | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    const message = this.#next;
    this.#next = undefined;
    if (message === undefined && !this.#isAwaiting) void this.#await();
    return message === undefined ? undefined : this.#encode(message);
  }

  heartbeat(): undefined {}

  close(): void {
    this.#closed.abort();
    this.#subscription.close();
  }

  async #await(): Promise<void> {
    this.#isAwaiting = true;
    try {
      this.#next = await this.#subscription.next(this.#closed.signal);
    } catch (error) {
      this.#failure = { error };
    }
    this.#isAwaiting = false;
    if (!this.#closed.signal.aborted) this.onNews?.();
  }
}
