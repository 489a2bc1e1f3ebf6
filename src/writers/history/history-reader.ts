import { RefusedError, refuse } from '../../domain/refusal.ts';
import { AnsweringThread } from '../../threads/answering-thread.ts';
import type { Threads } from '../../threads/threads.ts';
import type { HistoryKind, HistoryPage, HistoryQueries } from './history-query.ts';

interface RequestFor<Kind extends HistoryKind> {
  readonly kind: Kind;
  readonly query: HistoryQueries[Kind];
}
interface AnswerFor<Kind extends HistoryKind> {
  readonly kind: Kind;
  readonly page: HistoryPage<Kind>;
}
interface Failure {
  readonly kind: 'failed';
  readonly message: string;
}

export type HistoryRequest = { [Kind in HistoryKind]: RequestFor<Kind> }[HistoryKind];
export type HistoryAnswer = { [Kind in HistoryKind]: AnswerFor<Kind> }[HistoryKind] | Failure;

/** Pages of what the history writer keeps, read on a thread of their own, which begins with the first one. */
export class HistoryReader {
  readonly #thread: AnsweringThread<RequestFor<HistoryKind>, HistoryAnswer>;
  readonly #maxWaiting: number;
  /** Counted apart: nobody without a token can take the places of parties. */
  readonly #waiting = { party: 0, anyone: 0 };

  /**
   * @param directory the data folder.
   * @param maxWaiting so many reads of parties may wait, and as many again of the trades that are for everyone.
   */
  constructor(directory: string, maxWaiting: number, threads: Threads) {
    this.#thread = new AnsweringThread(threads, {
      name: 'history reader',
      file: new URL('./history-read-worker.ts', import.meta.url),
      workerData: () => directory,
    });
    this.#maxWaiting = maxWaiting;
  }

  /** @throws RefusedError TOO_MANY_REQUESTS. */
  async read<Kind extends HistoryKind>(kind: Kind, query: HistoryQueries[Kind]): Promise<HistoryPage<Kind>> {
    const who = kind === 'trades' ? 'anyone' : 'party';
    if (this.#waiting[who] >= this.#maxWaiting) throw tooManyWaiting(this.#maxWaiting);
    this.#waiting[who] += 1;
    try {
      const answer = await this.#thread.ask({ kind, query });
      if (isFor(answer, kind)) return answer.page;
      throw new Error(
        answer.kind === 'failed' ? answer.message : `asked for ${kind}, answered ${answer.kind}`,
      );
    } finally {
      this.#waiting[who] -= 1;
    }
  }

  /** Nobody waits for a page any more. */
  async close(): Promise<void> {
    await this.#thread.stop();
  }
}

function tooManyWaiting(max: number): RefusedError {
  const message = `${max} reads of the history are waiting already: slow down`;
  return new RefusedError(refuse('TOO_MANY_REQUESTS', message, undefined, { max: String(max) }));
}

function isFor<Kind extends HistoryKind>(
  answer: AnswerFor<HistoryKind> | Failure,
  kind: Kind,
): answer is AnswerFor<Kind> {
  return answer.kind === kind;
}
