import type { LogMessage } from '../../../feeds/log-message.ts';
import type { LogSubscription } from '../../../feeds/log-subscription.ts';
import { PendingMessage } from '../../../feeds/pending-message.ts';
import { MAX_ENTRIES_WITHOUT_TURN } from '../stream.ts';
import type { StreamSource } from './stream-rpc.ts';

/** Trades or executions: from memory at once, and from a file while memory no longer has them. */
export class LogSource<Entry> implements StreamSource {
  isLong = false;
  onNews: (() => void) | undefined;
  readonly #subscription: LogSubscription<Entry>;
  /** Reads the file. */
  readonly #older: PendingMessage<LogMessage<Entry>>;
  readonly #encode: (message: LogMessage<Entry>) => Uint8Array;
  #isFirst = true;

  constructor(subscription: LogSubscription<Entry>, encode: (message: LogMessage<Entry>) => Uint8Array) {
    const onNews = () => this.onNews?.();
    this.#subscription = subscription;
    this.#older = new PendingMessage(subscription, onNews);
    this.#encode = encode;
    subscription.onNews = onNews;
  }

  poll(): Uint8Array | undefined {
    const older = this.#older.take();
    if (older !== undefined) return this.#send(older);
    if (this.#older.isPending) return undefined;
    const message = this.#subscription.poll();
    if (message === undefined) this.#older.await();
    // The first message comes at once, also without entries.
    return message !== undefined && (message.entries.length > 0 || this.#isFirst)
      ? this.#send(message)
      : undefined;
  }

  heartbeat(): Uint8Array | undefined {
    // A read of the file answers with a heartbeat when it takes long.
    return this.#older.isPending || this.#older.isReady
      ? undefined
      : this.#encode(this.#subscription.heartbeat());
  }

  close(): void {
    this.#older.close();
  }

  #send(message: LogMessage<Entry>): Uint8Array {
    this.#isFirst = false;
    this.isLong = message.entries.length > MAX_ENTRIES_WITHOUT_TURN;
    return this.#encode(message);
  }
}
