import type { Transferable } from 'node:worker_threads';
import type { KeptThread, ThreadOptions } from './kept-thread.ts';
import type { Threads } from './threads.ts';

type Options = Omit<ThreadOptions<unknown>, 'onMessage' | 'onEnd'>;

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** A worker thread that answers every request with one message, in order. It begins with the first request. */
export class AnsweringThread<Request, Answer> {
  readonly #thread: KeptThread<Request, Answer>;
  readonly #waiting: Waiting<Answer>[] = [];
  #lastEnd = new Error('the thread has not been started');

  constructor(threads: Threads, options: Options) {
    this.#thread = threads.keep({
      ...options,
      onMessage: (answer: Answer) => this.#waiting.shift()?.resolve(answer),
      onEnd: (cause) => {
        this.#lastEnd = cause;
        for (const waiting of this.#waiting.splice(0)) waiting.reject(cause);
      },
    });
  }

  /** Rejects when the thread ends before it has answered, or is not there at the moment. */
  ask(request: Request, transfer: readonly Transferable[] = []): Promise<Answer> {
    this.#thread.start();
    if (!this.#thread.isRunning) return Promise.reject(this.#lastEnd);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#waiting.push({ resolve, reject });
    this.#thread.post(request, transfer);
    return promise;
  }

  /** Ends the thread at once; what waits is rejected. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
