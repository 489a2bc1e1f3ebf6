import type { EventLoopUtilization } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';
import {
  type CreateWorker,
  SupervisedThread,
  type ThreadOptions,
  type ThreadStatus,
} from './supervised-thread.ts';

const createWorker: CreateWorker = (file, options) => new Worker(file, options);

/** The worker threads of an exchange. Restarts them after failures, and reports their states. */
export class Threads {
  readonly #logger: Logger;
  readonly #create: CreateWorker;
  readonly #owner: string;
  readonly #threads: SupervisedThread<never, never>[] = [];
  /** Called when the status of a thread has changed. */
  onChange: (status: readonly ThreadStatus[]) => void = () => {};

  /**
   * @param create tests replace it with one that fails.
   * @param owner the thread that starts these, if there are several of its kind. It comes before their names.
   */
  constructor(logger: Logger, create: CreateWorker = createWorker, owner = '') {
    this.#logger = logger;
    this.#create = create;
    this.#owner = owner;
  }

  /** Adds a thread without starting it. */
  supervise<Request, Message>(options: ThreadOptions<Message>): SupervisedThread<Request, Message> {
    const name = this.#owner === '' ? options.name : `${this.#owner} ${options.name}`;
    const thread = new SupervisedThread<Request, Message>({ ...options, name }, this.#logger, this.#create);
    this.#threads.push(thread);
    thread.onChange = () => this.onChange(this.status);
    return thread;
  }

  /** The load of each thread that callers wait for, in the order in which they were added; undefined for one that does not run. */
  loads(): readonly (EventLoopUtilization | undefined)[] {
    return this.#threads
      .filter(({ servesCallers }) => servesCallers)
      .map((thread) => thread.eventLoopUtilization());
  }

  get status(): readonly ThreadStatus[] {
    return this.#threads.map(({ status }) => status);
  }
}
