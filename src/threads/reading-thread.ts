import { RefusedError, refuse } from '../domain/refusal.ts';
import type { ReadAnswer } from './answer-reads.ts';
import { AnsweringThread } from './answering-thread.ts';
import { askReader } from './ask-reader.ts';
import type { Threads } from './threads.ts';

/** Counted apart: a caller without a token cannot take the places of parties. */
export type ReaderKind = 'party' | 'anyone';

interface Options {
  /** As in the log, in health and in metrics. */
  readonly name: string;
  /** What runs on the thread: it calls `answerReads`. */
  readonly file: URL;
  /** The data folder. */
  readonly directory: string;
  /** Reads of parties that may wait, and as many again of everyone else. */
  readonly maxWaiting: number;
}

/** Reads what a writer keeps on a thread of its own, so that the disk keeps no order waiting. It begins with the first read. */
export class ReadingThread<Request, Result> {
  readonly #thread: AnsweringThread<Request, ReadAnswer<Result>>;
  readonly #maxWaiting: number;
  readonly #waiting = { party: 0, anyone: 0 };

  constructor(threads: Threads, { name, file, directory, maxWaiting }: Options) {
    this.#thread = new AnsweringThread(threads, { name, file, workerData: () => directory });
    this.#maxWaiting = maxWaiting;
  }

  /** @throws RefusedError TOO_MANY_REQUESTS or HISTORY_UNAVAILABLE. */
  async read(reader: ReaderKind, request: Request): Promise<Result> {
    if (this.#waiting[reader] >= this.#maxWaiting) throw tooManyWaiting(this.#maxWaiting);
    this.#waiting[reader] += 1;
    try {
      const answer = await askReader(this.#thread, request);
      if ('failure' in answer) throw new Error(answer.failure);
      return answer.result;
    } finally {
      this.#waiting[reader] -= 1;
    }
  }

  /** Ends the thread; what waits is rejected. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }
}

function tooManyWaiting(max: number): RefusedError {
  const message = `${max} reads are waiting already: slow down`;
  return new RefusedError(refuse('TOO_MANY_REQUESTS', message, undefined, { max: String(max) }));
}
