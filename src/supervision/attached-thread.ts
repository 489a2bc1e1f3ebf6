import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';
import { PortCalls } from '../threads/port-calls.ts';
import type { ThreadStatus } from '../threads/supervised-thread.ts';
import type { Operations } from './operations.ts';
import type { CollectedMetric, MainFunctions, ThreadFunctions } from './thread-functions.ts';

/** A thread is left out of the metrics when it needs more. */
const TIMEOUT_MS = 1_000;
/** A thread that has not answered is asked again after this time. */
const ASK_AGAIN_MS = 30_000;

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
  #answer: Promise<readonly CollectedMetric[]> | undefined;
  #isSilent = false;

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
      { other: `the thread ${name}`, timeoutMs: ASK_AGAIN_MS },
    );
  }

  /** Its metrics; without an answer in time its last counters, because a counter never goes back. */
  async metrics(): Promise<readonly CollectedMetric[]> {
    try {
      const metrics = await this.#answerInTime();
      this.counters = metrics.filter(isCounting);
      this.#isSilent = false;
      return metrics;
    } catch (err) {
      const facts = { thread: this.#name, err };
      if (!this.#isSilent) this.#logger.warn(facts, 'the metrics leave out a thread that does not answer');
      this.#isSilent = true;
      return this.counters;
    }
  }

  async #answerInTime(): Promise<readonly CollectedMetric[]> {
    // One question at a time: a thread that was busy would have to answer all that wait.
    this.#answer ??= this.#calls.ask('metrics').finally(() => {
      this.#answer = undefined;
    });
    const metrics = await Promise.race([this.#answer, sleep(TIMEOUT_MS, undefined, { ref: false })]);
    if (metrics === undefined) throw new Error(`no answer within ${TIMEOUT_MS} ms`);
    return metrics;
  }
}

const COUNTING: ReadonlySet<string> = new Set(['counter', 'histogram']);

function isCounting({ type }: CollectedMetric): boolean {
  // A word, although the library's types say a number.
  return COUNTING.has(String(type));
}
