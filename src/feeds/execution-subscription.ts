import type { ExecutionRecord } from './execution.ts';
import type { LogMessage } from './log-message.ts';
import type { QueuePlace, QueueWatch } from './order-queues.ts';
import type { Subscription } from './subscriptions.ts';

/** Shortest time between two messages with places, which change all the time in a busy queue. */
const PLACES_EVERY_MS = 500;

export interface ExecutionMessage extends LogMessage<ExecutionRecord> {
  /** Set if the subscriber requested them. */
  readonly queuePlaces?: readonly QueuePlace[];
}

/** The executions of a party, with the queue places of its open orders. */
export class ExecutionSubscription implements Subscription<ExecutionMessage> {
  readonly #executions: Subscription<LogMessage<ExecutionRecord>>;
  readonly #places: QueueWatch;
  /** The next message, while it is pending. */
  #message: Promise<LogMessage<ExecutionRecord> | undefined> | undefined;
  #untilPlaces: Promise<void> | undefined;
  /** Undefined before the first message. */
  #delivered: number | undefined;

  constructor(executions: Subscription<LogMessage<ExecutionRecord>>, places: QueueWatch) {
    this.#executions = executions;
    this.#places = places;
  }

  async next(signal: AbortSignal): Promise<ExecutionMessage | undefined> {
    for (;;) {
      this.#message ??= this.#executions.next(signal);
      if (this.#delivered === undefined) {
        const first = await this.#message;
        return first && this.#deliver(first, this.#nextPlaces());
      }
      this.#untilPlaces ??= pause(PLACES_EVERY_MS);
      const isMessage = await Promise.race([
        this.#message.then(() => true),
        this.#untilPlaces.then(() => false),
      ]);
      if (isMessage) {
        const message = await this.#message;
        return message && this.#deliver(message, []);
      }
      const queuePlaces = this.#nextPlaces();
      if (queuePlaces.length > 0) return { sequence: this.#delivered, entries: [], queuePlaces };
    }
  }

  close(): void {
    // Nothing else handles its error.
    this.#message?.catch(() => undefined);
    this.#places.close();
    this.#executions.close();
  }

  #deliver(message: LogMessage<ExecutionRecord>, queuePlaces: readonly QueuePlace[]): ExecutionMessage {
    this.#message = undefined;
    this.#delivered = message.sequence;
    return { ...message, queuePlaces };
  }

  #nextPlaces(): readonly QueuePlace[] {
    this.#untilPlaces = undefined;
    return this.#places.changes();
  }
}

/** Uses the global function, which tests replace by that of a simulated clock. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
