import type { EventLoopUtilization } from 'node:perf_hooks';
import type { Transferable, Worker, WorkerOptions } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';

export interface ThreadOptions<Message> {
  /** Shown in the log, in health and in metrics. */
  readonly name: string;
  readonly file: URL;
  /** Called at every start of the thread. */
  readonly workerData: () => unknown;
  /** What the last result of `workerData` transfers to the thread. */
  readonly transfer?: () => readonly Transferable[];
  readonly onMessage: (message: Message) => void;
  /** Called when the thread fails, is stopped, or cannot be started. Its unanswered requests stay unanswered. */
  readonly onEnd?: (cause: Error) => void;
  /** Fields for the log, beside the name. */
  readonly facts?: () => object;
  /** Whether callers wait for its work. Then it may take the memory that it needs. */
  readonly servesCallers?: boolean;
  /** Whether the thread ends normally when its work is done. Any other thread has failed when it ends. */
  readonly endsWhenDone?: boolean;
  /** Whether the thread is restarted after a failure; true by default. */
  readonly restarts?: boolean;
  /** The pause before a restart doubles with each failure, from `first` to `longest`. */
  readonly pauseMs?: { readonly first: number; readonly longest: number };
}

export interface ThreadStatus {
  readonly name: string;
  readonly state: 'idle' | 'running' | 'failing';
  /** Since the exchange started. */
  readonly failures: number;
}

export type CreateWorker = (file: URL, options: WorkerOptions) => Worker;

/** Young generation of a thread's heap. V8's default is six times as large, and a busy thread would fill it. */
const MAX_YOUNG_MB = 16;
const PAUSE_MS = { first: 500, longest: 30_000 };
/** After this time without a failure, a thread counts as healthy even if it has sent no message. */
const HEALTHY_AFTER_MS = 5_000;

/** A worker thread that is restarted when it fails or cannot be started. */
export class SupervisedThread<Request, Message> {
  readonly #options: ThreadOptions<Message>;
  readonly #logger: Logger;
  readonly #create: CreateWorker;
  #worker: Worker | undefined;
  /** Why the current thread fails, once it does. */
  #fault: Error | undefined;
  #ended = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;
  #healthyTimer: NodeJS.Timeout | undefined;
  #isWanted = true;
  #failures = 0;
  #failuresInARow = 0;
  /** Called when the status has changed. */
  onChange: () => void = () => {};

  constructor(options: ThreadOptions<Message>, logger: Logger, create: CreateWorker) {
    this.#options = options;
    this.#logger = logger;
    this.#create = create;
  }

  get status(): ThreadStatus {
    const { name } = this.#options;
    const state = this.#failuresInARow > 0 ? 'failing' : this.isRunning ? 'running' : 'idle';
    return { name, state, failures: this.#failures };
  }

  get servesCallers(): boolean {
    return this.#options.servesCallers ?? false;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** Does nothing when the thread runs, waits for its restart, or was stopped. */
  start(): void {
    if (!this.#isWanted || this.isRunning || this.#restart !== undefined) return;
    const { name, file, workerData, transfer } = this.#options;
    try {
      const worker = this.#create(file, {
        // Shown by tools of the system.
        name,
        workerData: workerData(),
        transferList: [...(transfer?.() ?? [])],
        resourceLimits: this.servesCallers ? {} : { maxYoungGenerationSizeMb: MAX_YOUNG_MB },
      });
      this.#worker = worker;
      this.#watch(worker);
      this.onChange();
    } catch (error) {
      this.#failed(asError(error));
    }
  }

  /** Its work since its start; undefined if it does not run. */
  eventLoopUtilization(): EventLoopUtilization | undefined {
    return this.#worker?.performance.eventLoopUtilization();
  }

  /** Drops the request when the thread does not run. */
  post(request: Request, transfer: readonly Transferable[] = []): void {
    this.#worker?.postMessage(request, transfer);
  }

  /** Ends the thread at once as a failure, so that it is restarted after a pause. */
  fail(cause: Error): void {
    this.#fault = cause;
    void this.#worker?.terminate();
  }

  /** Waits until the thread ends by itself, and does not restart it. */
  async untilEnded(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#restart);
    await this.#ended;
  }

  /** Ends the thread at once. */
  async stop(): Promise<void> {
    await Promise.all([this.untilEnded(), this.#worker?.terminate()]);
  }

  #watch(worker: Worker): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = promise;
    this.#fault = undefined;
    worker.on('online', () => {
      this.#healthyTimer = setTimeout(() => this.#recovered(), HEALTHY_AFTER_MS).unref();
    });
    worker.on('message', (message: Message) => {
      this.#recovered();
      this.#options.onMessage(message);
    });
    worker.on('error', (error) => {
      this.#fault = asError(error);
    });
    worker.on('exit', (code) => {
      clearTimeout(this.#healthyTimer);
      this.#worker = undefined;
      this.#exited(code);
      resolve();
    });
  }

  #exited(code: number): void {
    const fault = this.#fault;
    const mayEnd = this.#options.endsWhenDone === true || !this.#isWanted;
    const cause = fault ?? new Error(`the thread ended with code ${code}`);
    if (mayEnd && code === 0 && fault === undefined) this.#recovered();
    else if (this.#isWanted) this.#failed(cause);
    else this.#options.onEnd?.(cause);
    this.onChange();
  }

  #failed(cause: Error): void {
    const { name, facts, onEnd, restarts = true, pauseMs = PAUSE_MS } = this.#options;
    const pause = Math.min(pauseMs.first * 2 ** this.#failuresInARow, pauseMs.longest);
    this.#failures += 1;
    this.#failuresInARow += 1;
    this.#isWanted &&= restarts;
    this.onChange();
    onEnd?.(cause);
    if (!restarts) return;
    const fields = { thread: name, ...facts?.(), pauseMs: pause, err: cause };
    this.#logger.error(fields, 'a thread failed and is restarted after a pause');
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      this.start();
    }, pause);
  }

  #recovered(): void {
    if (this.#failuresInARow === 0) return;
    this.#failuresInARow = 0;
    this.onChange();
    this.#logger.info({ thread: this.#options.name }, 'the thread works again');
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
