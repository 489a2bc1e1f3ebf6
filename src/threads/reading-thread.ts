import { RefusedError, refuse } from '../domain/refusal.ts';
import type { ReadAnswer } from './answer-reads.ts';
import { AnsweringThread } from './answering-thread.ts';
import { askReader } from './ask-reader.ts';
import type { Threads } from './threads.ts';

/** Each kind has its own limit, so callers without a token cannot use up the reads of parties. */
export type ReaderKind = 'party' | 'anyone';

interface Options {
  /** Shown in the log, in health and in metrics. */
  readonly name: string;
  /** Entry point of the thread, which calls `answerReads`. */
  readonly file: URL;
  /** Data folder. */
  readonly directory: string;
  /** Maximum number of waiting reads for parties, and the same again for all other callers. */
  readonly maxWaiting: number;
}

/** Reads a writer's file on its own thread, so that a slow disk does not delay the gateway. The first read starts the thread. */
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

  /** Ends the thread, and rejects the reads that wait. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }
}

function tooManyWaiting(max: number): RefusedError {
  const message = `${max} reads are waiting already: slow down`;
  return new RefusedError(refuse('TOO_MANY_REQUESTS', message, undefined, { max: String(max) }));
}
