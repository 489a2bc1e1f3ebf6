import type { Transferable } from 'node:worker_threads';
import type { SupervisedThread, ThreadOptions } from './supervised-thread.ts';
import type { Threads } from './threads.ts';

type Options = Omit<ThreadOptions<unknown>, 'onMessage' | 'onEnd'>;

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** A worker thread that answers every request with one message, in order. The first request starts it. */
export class AnsweringThread<Request, Answer> {
  readonly #thread: SupervisedThread<Request, Answer>;
  readonly #waiting: Waiting<Answer>[] = [];
  #lastEnd = new Error('the thread has not been started');

  constructor(threads: Threads, options: Options) {
    this.#thread = threads.supervise({
      ...options,
      onMessage: (answer: Answer) => this.#waiting.shift()?.resolve(answer),
      onEnd: (cause) => {
        this.#lastEnd = cause;
        for (const waiting of this.#waiting.splice(0)) waiting.reject(cause);
      },
    });
  }

  /** Rejects when the thread ends before its answer, or does not run. */
  ask(request: Request, transfer: readonly Transferable[] = []): Promise<Answer> {
    this.#thread.start();
    if (!this.#thread.isRunning) return Promise.reject(this.#lastEnd);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#waiting.push({ resolve, reject });
    this.#thread.post(request, transfer);
    return promise;
  }

  /** Ends the thread at once, and rejects the requests that wait. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
