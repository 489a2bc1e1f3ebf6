import { ReadingThread } from '../threads/reading-thread.ts';
import type { Threads } from '../threads/threads.ts';
import type { HistoryKind, HistoryPage, HistoryQueries } from './history-query.ts';

interface RequestFor<Kind extends HistoryKind> {
  readonly kind: Kind;
  readonly query: HistoryQueries[Kind];
}
interface AnswerFor<Kind extends HistoryKind> {
  readonly kind: Kind;
  readonly page: HistoryPage<Kind>;
}
export type HistoryRequest = { [Kind in HistoryKind]: RequestFor<Kind> }[HistoryKind];
export type HistoryAnswer = { [Kind in HistoryKind]: AnswerFor<Kind> }[HistoryKind];

/** Reads pages of the history, on its own thread. */
export class HistoryReader {
  readonly #thread: ReadingThread<RequestFor<HistoryKind>, HistoryAnswer>;

  /**
   * @param directory the data folder.
   * @param maxWaiting the most reads of parties that may wait, and the most of public lists.
   */
  constructor(directory: string, maxWaiting: number, threads: Threads) {
    const file = new URL('./history-read-worker.ts', import.meta.url);
    this.#thread = new ReadingThread(threads, { name: 'history reader', file, directory, maxWaiting });
  }

  /** @throws RefusedError TOO_MANY_REQUESTS or HISTORY_UNAVAILABLE. */
  async read<Kind extends HistoryKind>(kind: Kind, query: HistoryQueries[Kind]): Promise<HistoryPage<Kind>> {
    const answer = await this.#thread.read('partyNumber' in query ? 'party' : 'anyone', { kind, query });
    if (isFor(answer, kind)) return answer.page;
    throw new Error(`asked for ${kind}, answered ${answer.kind}`);
  }

  /** Call it when no caller waits for a page. */
  close(): Promise<void> {
    return this.#thread.stop();
  }
}

function isFor<Kind extends HistoryKind>(
  answer: AnswerFor<HistoryKind>,
  kind: Kind,
): answer is AnswerFor<Kind> {
  return answer.kind === kind;
}
