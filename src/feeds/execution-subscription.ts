import type { ExecutionRecord } from './execution.ts';
import type { LogMessage } from './log-message.ts';
import type { QueuePlace, QueueWatch } from './order-queues.ts';
import type { Subscription } from './subscriptions.ts';

/** A place in a busy queue changes all the time: people are told this often. */
const PLACES_EVERY_MS = 500;

export interface ExecutionMessage extends LogMessage<ExecutionRecord> {
  /** Set when they were asked for. */
  readonly queuePlaces?: readonly QueuePlace[];
}

/** The executions of a party, and with them where its open orders stand. */
export class ExecutionSubscription implements Subscription<ExecutionMessage> {
  readonly #executions: Subscription<LogMessage<ExecutionRecord>>;
  readonly #places: QueueWatch;
  /** The message that was asked for and is not here yet. */
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
    // Nobody waits for it any more.
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

/** By the global function, which a simulated clock can replace. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
