import type { Transferable, Worker, WorkerOptions } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';

export interface ThreadOptions<Message> {
  /** As in the log, in health and in metrics. */
  readonly name: string;
  readonly file: URL;
  /** Asked for at every start. */
  readonly workerData: () => unknown;
  readonly onMessage: (message: Message) => void;
  /** It has ended, by a fault or by `stop`, or could not be started: what it was asked for is not answered. */
  readonly onEnd?: (cause: Error) => void;
  /** For the log, beside its name. */
  readonly facts?: () => object;
  /** It ends when its work is done, and is started for more. Any other thread fails when it ends. */
  readonly endsWhenDone?: boolean;
  /** Whether it is started again when it fails; true unless said otherwise. */
  readonly startsAgain?: boolean;
  /** Pauses before it is started again grow from the first to the longest. */
  readonly pauseMs?: { readonly first: number; readonly longest: number };
}

export interface ThreadStatus {
  readonly name: string;
  readonly state: 'idle' | 'running' | 'failing';
  /** Since the exchange started. */
  readonly failures: number;
}

export type CreateWorker = (file: URL, options: WorkerOptions) => Worker;

/** For what is allocated and soon forgotten. V8's own bound is six times as much, and is used up under load. */
const MAX_YOUNG_MB = 16;
const PAUSE_MS = { first: 500, longest: 30_000 };
/** A thread that has sent nothing works once it has lived this long. */
const WORKS_AFTER_MS = 5_000;

/** A worker thread that is started again, after growing pauses, when it ends by a fault or cannot be started. */
export class KeptThread<Request, Message> {
  readonly #options: ThreadOptions<Message>;
  readonly #logger: Logger;
  readonly #create: CreateWorker;
  #worker: Worker | undefined;
  #ended = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;
  #worksAfter: NodeJS.Timeout | undefined;
  #isWanted = true;
  #failures = 0;
  #failuresInARow = 0;

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

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** Does nothing while it runs, waits to be started again, or is stopped. */
  start(): void {
    if (!this.#isWanted || this.isRunning || this.#restart !== undefined) return;
    const { file, workerData } = this.#options;
    try {
      const worker = this.#create(file, {
        workerData: workerData(),
        resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MB },
      });
      this.#worker = worker;
      this.#watch(worker);
    } catch (error) {
      this.#failed(asError(error));
    }
  }

  /** Without a thread, the request is dropped. */
  post(request: Request, transfer: readonly Transferable[] = []): void {
    this.#worker?.postMessage(request, transfer);
  }

  /** Resolves when it has ended by itself; it is not started again. */
  async untilEnded(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#restart);
    await this.#ended;
  }

  /** Ends it at once. */
  async stop(): Promise<void> {
    await Promise.all([this.untilEnded(), this.#worker?.terminate()]);
  }

  #watch(worker: Worker): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = promise;
    let fault: Error | undefined;
    worker.on('online', () => {
      this.#worksAfter = setTimeout(() => this.#works(), WORKS_AFTER_MS).unref();
    });
    worker.on('message', (message: Message) => {
      this.#works();
      this.#options.onMessage(message);
    });
    worker.on('error', (error) => {
      fault = asError(error);
    });
    worker.on('exit', (code) => {
      clearTimeout(this.#worksAfter);
      this.#worker = undefined;
      this.#exited(code, fault);
      resolve();
    });
  }

  #exited(code: number, fault: Error | undefined): void {
    const mayEnd = this.#options.endsWhenDone === true || !this.#isWanted;
    const cause = fault ?? new Error(`the thread has ended with code ${code}`);
    if (mayEnd && code === 0 && fault === undefined) this.#works();
    else if (this.#isWanted) this.#failed(cause);
    else this.#options.onEnd?.(cause);
  }

  #failed(cause: Error): void {
    const { name, facts, onEnd, startsAgain = true, pauseMs = PAUSE_MS } = this.#options;
    const pause = Math.min(pauseMs.first * 2 ** this.#failuresInARow, pauseMs.longest);
    this.#failures += 1;
    this.#failuresInARow += 1;
    this.#isWanted &&= startsAgain;
    onEnd?.(cause);
    if (!startsAgain) return;
    const more = { thread: name, ...facts?.(), pauseMs: pause, err: cause };
    this.#logger.error(more, 'a thread has failed, and is started again after a pause');
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      this.start();
    }, pause);
  }

  #works(): void {
    if (this.#failuresInARow === 0) return;
    this.#failuresInARow = 0;
    this.#logger.info({ thread: this.#options.name }, 'the thread works again');
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
