import type { Logger } from '../domain/logger.ts';
import type { WriterProgress } from '../follower/writer-progress.ts';
import type { Config } from '../settings/config.ts';
import type { WriterName } from '../settings/schemas.ts';
import type { SupervisedThread } from '../threads/supervised-thread.ts';
import type { Threads } from '../threads/threads.ts';
import { WakeOnce } from './wake-once.ts';
import type { WriterReport, WriterRequest, WriterWorkerData } from './writer-worker.ts';

export interface WriterStatus extends WriterProgress {
  readonly name: WriterName;
  /** Committed events that it has not made durable yet. */
  readonly lag: number;
}

interface WriterThreadOptions {
  readonly name: WriterName;
  readonly config: Config;
  readonly logger: Logger;
  readonly threads: Threads;
  /** The last event that is committed. */
  readonly lastSequence: () => number;
}

/** How long a writer that stops may take to write what is committed. It writes the rest after the next start. */
const STOP_MS = 5_000;
/** How long the write under way may take after that. A database would keep the locks of a transaction that is cut off. */
const HALT_MS = 2_000;

/**
 * Events that are committed within this time are written together. A writer that is behind does not wait. Datagrams are not
 * delayed: listeners trade on them.
 */
const GATHER_MS = 100;

/** One writer, on its own thread. */
export class WriterThread {
  readonly #options: WriterThreadOptions;
  #progress: WriterProgress = { cursor: 0, state: 'catching up', lastError: '', failures: 0 };
  /** Failures of earlier threads, including their ends. */
  #earlierFailures = 0;
  readonly #thread: SupervisedThread<WriterRequest, WriterReport>;
  readonly #wakeOnce: WakeOnce;
  #share = 1;

  constructor(options: WriterThreadOptions) {
    this.#options = options;
    const { name, config, threads } = options;
    this.#thread = threads.supervise({
      name: `${name} writer`,
      file: new URL('./writer-worker.ts', import.meta.url),
      workerData: (): WriterWorkerData => ({ name, config, share: this.#share }),
      onMessage: (report) => this.#take(report),
      onEnd: (cause) => this.#ended(cause),
      facts: () => ({ writer: name, lag: this.status.lag }),
    });
    this.#wakeOnce = new WakeOnce(() => this.#thread.post('committed'), name === 'multicast' ? 0 : GATHER_MS);
    this.#thread.start();
  }

  get status(): WriterStatus {
    const { name, lastSequence } = this.#options;
    return { name, ...this.#progress, lag: Math.max(0, lastSequence() - this.#progress.cursor) };
  }

  committed(): void {
    this.#wakeOnce.committed();
  }

  /** Sets the part of its time that it may work. */
  mayUse(share: number): void {
    this.#share = share;
    this.#thread.post({ share });
  }

  /** Lets it write what is committed, and ends it. */
  async stop(): Promise<void> {
    this.#wakeOnce.stop();
    // Ends too if it fails meanwhile.
    const ended = this.#thread.untilEnded();
    this.#thread.post('stop');
    const halt = setTimeout(() => this.#thread.post('halt'), STOP_MS);
    const deadline = setTimeout(() => void this.#thread.stop(), STOP_MS + HALT_MS);
    await ended;
    clearTimeout(halt);
    clearTimeout(deadline);
  }

  #ended(cause: Error): void {
    const failures = this.#progress.failures + 1;
    this.#earlierFailures = failures;
    this.#progress = { ...this.#progress, state: 'failing', lastError: cause.message, failures };
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
