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
  readonly #threads: SupervisedThread<never, never>[] = [];

  /** @param create tests replace it with one that fails. */
  constructor(logger: Logger, create: CreateWorker = createWorker) {
    this.#logger = logger;
    this.#create = create;
  }

  /** Adds a thread without starting it. */
  supervise<Request, Message>(options: ThreadOptions<Message>): SupervisedThread<Request, Message> {
    const thread = new SupervisedThread<Request, Message>(options, this.#logger, this.#create);
    this.#threads.push(thread);
    return thread;
  }

  get status(): readonly ThreadStatus[] {
    return this.#threads.map(({ status }) => status);
  }
}
