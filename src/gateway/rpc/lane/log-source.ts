import type { LogMessage } from '../../../feeds/log-message.ts';
import type { LogSubscription } from '../../../feeds/log-subscription.ts';
import { MAX_ENTRIES_WITHOUT_TURN } from '../stream.ts';
import type { StreamSource } from './stream-rpc.ts';

/** Trades or executions: from memory at once, and from a file while memory no longer has them. */
export class LogSource<Entry> implements StreamSource {
  isLong = false;
  onNews: (() => void) | undefined;
  readonly #subscription: LogSubscription<Entry>;
  readonly #encode: (message: LogMessage<Entry>) => Uint8Array;
  readonly #closed = new AbortController();
  #isFirst = true;
  #isFetching = false;
  #fetched: LogMessage<Entry> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(subscription: LogSubscription<Entry>, encode: (message: LogMessage<Entry>) => Uint8Array) {
    this.#subscription = subscription;
    this.#encode = encode;
    subscription.onNews = () => this.onNews?.();
  }

  poll(): Uint8Array | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#isFetching) return undefined;
    const fetched = this.#fetched;
    this.#fetched = undefined;
    if (fetched !== undefined) return this.#send(fetched);
    const message = this.#subscription.poll();
    if (message === undefined) void this.#fetch();
    // The first message comes at once, also without entries.
    return message !== undefined && (message.entries.length > 0 || this.#isFirst)
      ? this.#send(message)
      : undefined;
  }

  heartbeat(): Uint8Array | undefined {
    // A fetch answers with a heartbeat when it takes long.
    return this.#isFetching || this.#fetched !== undefined
      ? undefined
      : this.#encode(this.#subscription.heartbeat());
  }

  close(): void {
    this.#closed.abort();
    this.#subscription.close();
  }

  #send(message: LogMessage<Entry>): Uint8Array {
    this.#isFirst = false;
    this.isLong = message.entries.length > MAX_ENTRIES_WITHOUT_TURN;
    return this.#encode(message);
  }

  async #fetch(): Promise<void> {
    this.#isFetching = true;
    try {
      this.#fetched = await this.#subscription.next(this.#closed.signal);
    } catch (error) {
      this.#failure = { error };
    }
    this.#isFetching = false;
    this.onNews?.();
  }
}
