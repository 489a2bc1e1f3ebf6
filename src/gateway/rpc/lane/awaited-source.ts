import { PendingMessage } from '../../../feeds/pending-message.ts';
import type { Subscription } from '../../../feeds/subscriptions.ts';
import type { StreamSource } from './stream-rpc.ts';

/** A subscription that can only be awaited. It makes its own heartbeats. */
export class AwaitedSource<Message> implements StreamSource {
  readonly isLong = false;
  onNews: (() => void) | undefined;
  readonly #pending: PendingMessage<Message>;
  readonly #encode: (message: Message) => Uint8Array;

  constructor(subscription: Subscription<Message>, encode: (message: Message) => Uint8Array) {
    this.#pending = new PendingMessage(subscription, () => this.onNews?.());
    this.#encode = encode;
  }

  poll(): Uint8Array | undefined {
    const message = this.#pending.take();
    if (message !== undefined) return this.#encode(message);
    this.#pending.await();
    return undefined;
  }

  heartbeat(): undefined {}

  close(): void {
    this.#pending.close();
  }
}
