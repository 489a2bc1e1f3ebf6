import type { MessagePort } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';
import { PortCalls } from '../threads/port-calls.ts';
import type { ThreadStatus } from '../threads/supervised-thread.ts';
import type { Operations } from './operations.ts';
import type { CollectedMetric, MainFunctions, ThreadFunctions } from './thread-functions.ts';

/** A thread is left out of the metrics when it needs more. */
const TIMEOUT_MS = 1_000;

interface Options {
  readonly name: string;
  readonly port: MessagePort;
  /** Answers to its questions. */
  readonly operations: Operations;
  readonly logger: Logger;
}

/** The main thread's view of another thread. */
export class AttachedThread {
  readonly #name: string;
  readonly #logger: Logger;
  readonly #calls: PortCalls<MainFunctions, ThreadFunctions>;
  /** Threads that it has started, as it last reported them. */
  threads: readonly ThreadStatus[] = [];
  /** Its counters, as it last reported them. */
  counters: readonly CollectedMetric[] = [];

  constructor({ name, port, operations, logger }: Options) {
    this.#name = name;
    this.#logger = logger;
    this.#calls = new PortCalls(
      port,
      {
        status: () => operations.status(),
        metrics: () => operations.metrics(),
        offeredLogins: () => operations.offeredLogins(),
        threadsChanged: (status) => {
          this.threads = status;
        },
      },
      { other: `the thread ${name}`, timeoutMs: TIMEOUT_MS },
    );
  }

  /** Its metrics; without an answer in time its last counters, because a counter never goes back. */
  async metrics(): Promise<readonly CollectedMetric[]> {
    try {
      const metrics = await this.#calls.ask('metrics');
      this.counters = metrics.filter(isCounting);
      return metrics;
    } catch (err) {
      this.#logger.warn({ thread: this.#name, err }, 'the metrics leave out a thread that did not answer');
      return this.counters;
    }
  }
}

const COUNTING: ReadonlySet<string> = new Set(['counter', 'histogram']);

function isCounting({ type }: CollectedMetric): boolean {
  // A word, although the library's types say a number.
  return COUNTING.has(String(type));
}
