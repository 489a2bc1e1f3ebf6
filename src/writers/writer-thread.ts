import { Worker } from 'node:worker_threads';
import type { Config, WriterName } from '../config.ts';
import type { Logger } from '../domain/logger.ts';
import type { WriterProgress } from './writer-progress.ts';
import type { WriterReport, WriterRequest, WriterWorkerData } from './writer-worker.ts';

export interface WriterStatus extends WriterProgress {
  readonly name: WriterName;
  /** Events that are committed and not durable there yet. */
  readonly lag: number;
}

interface WriterThreadOptions {
  readonly name: WriterName;
  readonly config: Config;
  readonly logger: Logger;
  /** The last event that is committed. */
  readonly lastSequence: () => number;
}

/** A thread that ended by a fault of its own is started again after this long. */
const RESTART_MS = 5_000;
/** A writer that stops may take this long to write what is committed; the rest it writes after the next start. */
const STOP_MS = 5_000;
/** And so long for what it is writing then: a database holds the locks of a transaction that nobody ends. */
const HALT_MS = 2_000;

/** One writer on a thread of its own. */
export class WriterThread {
  readonly #options: WriterThreadOptions;
  #progress: WriterProgress = { cursor: 0, state: 'catching up', lastError: '', failures: 0 };
  /** Of threads that have ended, and of their ends. */
  #earlierFailures = 0;
  #worker: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;
  #share = 1;

  constructor(options: WriterThreadOptions) {
    this.#options = options;
    this.#start();
  }

  get status(): WriterStatus {
    const { name, lastSequence } = this.#options;
    return { name, ...this.#progress, lag: Math.max(0, lastSequence() - this.#progress.cursor) };
  }

  committed(): void {
    this.#ask('committed');
  }

  /** The part of its time that it may use. */
  mayUse(share: number): void {
    this.#share = share;
    this.#ask({ share });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === undefined) return;
    // Also when it fails meanwhile.
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    this.#ask('stop');
    const halt = setTimeout(() => this.#ask('halt'), STOP_MS);
    const deadline = setTimeout(() => worker.terminate(), STOP_MS + HALT_MS);
    await ended;
    clearTimeout(halt);
    clearTimeout(deadline);
  }

  #ask(request: WriterRequest): void {
    this.#worker?.postMessage(request);
  }

  #start(): void {
    const { name, config, logger } = this.#options;
    const workerData: WriterWorkerData = { name, config, share: this.#share };
    const worker = new Worker(new URL('./writer-worker.ts', import.meta.url), { workerData });
    this.#worker = worker;
    worker.on('message', (report: WriterReport) => this.#take(report));
    worker.on('error', (error) => {
      const failures = this.#progress.failures + 1;
      this.#earlierFailures = failures;
      this.#progress = { ...this.#progress, state: 'failing', lastError: String(error), failures };
      logger.error({ writer: name, lag: this.status.lag, err: error }, 'the thread of the writer has ended');
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      if (!this.#stopping) this.#restart = setTimeout(() => this.#start(), RESTART_MS);
    });
  }

  #take(report: WriterReport): void {
    if (report.kind === 'log') {
      this.#options.logger[report.level]({ ...report.facts, lag: this.status.lag }, report.message);
    } else {
      const { progress } = report;
      this.#progress = { ...progress, failures: this.#earlierFailures + progress.failures };
    }
  }
}
