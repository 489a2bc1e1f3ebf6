import { Worker } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';
import { type CreateWorker, KeptThread, type ThreadOptions, type ThreadStatus } from './kept-thread.ts';

const createWorker: CreateWorker = (file, options) => new Worker(file, options);

/** The worker threads of an exchange. Each has one owner here, which starts it again and knows how it is. */
export class Threads {
  readonly #logger: Logger;
  readonly #create: CreateWorker;
  readonly #threads: KeptThread<never, never>[] = [];

  /** @param create may be replaced to see what happens when a thread cannot be started. */
  constructor(logger: Logger, create: CreateWorker = createWorker) {
    this.#logger = logger;
    this.#create = create;
  }

  /** A thread that is not started yet. */
  keep<Request, Message>(options: ThreadOptions<Message>): KeptThread<Request, Message> {
    const thread = new KeptThread<Request, Message>(options, this.#logger, this.#create);
    this.#threads.push(thread);
    return thread;
  }

  get status(): readonly ThreadStatus[] {
    return this.#threads.map(({ status }) => status);
  }
}
