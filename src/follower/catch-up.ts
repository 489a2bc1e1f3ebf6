import pLimit, { type LimitFunction } from 'p-limit';
import type { LogMessage } from '../feeds/log-message.ts';
import type { OlderEntries, OlderReader } from '../feeds/older-entries.ts';
import type { Beginning } from '../journal/journal.ts';
import { AnsweringThread } from '../threads/answering-thread.ts';
import { askReader } from '../threads/ask-reader.ts';
import type { Threads } from '../threads/threads.ts';
import type {
  CatchUpAnswer,
  CatchUpRequest,
  CatchUpWorkerData,
  OlderKind,
  OlderKinds,
} from './catch-up-messages.ts';

interface JournalFacts {
  readonly epoch: number;
  /** As `Journal.beginning`. */
  readonly beginning: Beginning | undefined;
}

/** Readers of executions of one party at a time: each holds the open orders of the party. */
const MAX_READERS_OF_PARTY = 4;

/**
 * Reads from the journal the entries that the streams no longer have in memory. It has a thread of its own, which starts with the first
 * page. Readers take turns of some milliseconds.
 */
export class CatchUp {
  readonly #thread: AnsweringThread<CatchUpRequest, CatchUpAnswer>;
  /** One page of each kind is read at a time, so readers of one kind do not wait for all readers of the other. */
  readonly #turns = { trades: pLimit(1), executions: pLimit(1) };
  readonly #parties = new Map<number, LimitFunction>();
  #lastId = 0;
  readonly trades: OlderEntries<OlderKinds['trades']>;
  readonly executions: OlderEntries<OlderKinds['executions']>;

  /**
   * @param directory the data folder.
   * @param journal its epoch, and where it begins.
   */
  constructor(directory: string, { epoch, beginning }: JournalFacts, threads: Threads) {
    const workerData: CatchUpWorkerData = { directory, epoch };
    const oldest = beginning?.afterSequence ?? 0;
    this.#thread = new AnsweringThread(threads, {
      name: 'catch-up reader',
      file: new URL('./catch-up-worker.ts', import.meta.url),
      workerData: () => workerData,
    });
    this.trades = { oldest, open: (topic) => this.#open('trades', topic, Promise.resolve()) };
    this.executions = { oldest, open: (topic) => this.#openExecutions(topic) };
  }

  /** Only when no caller awaits a page. */
  async close(): Promise<void> {
    await this.#thread.stop();
  }

  #openExecutions(topic: number): OlderReader<OlderKinds['executions']> {
    const left = Promise.withResolvers<void>();
    const reader = this.#open('executions', topic, this.#placeOf(topic, left.promise));
    return {
      read: reader.read,
      close() {
        reader.close();
        left.resolve();
      },
    };
  }

  #open<Kind extends OlderKind>(
    kind: Kind,
    topic: number,
    place: Promise<void>,
  ): OlderReader<OlderKinds[Kind]> {
    this.#lastId += 1;
    const id = this.#lastId;
    let isOpen = true;
    let hasRead = false;
    return {
      read: async (after, upTo) => {
        await place;
        return this.#turns[kind](async () => {
          if (!isOpen) return { sequence: after, entries: [] };
          hasRead = true;
          return pageOf(await askReader(this.#thread, { kind, id, topic, after, upTo }), kind);
        });
      },
      close: () => {
        isOpen = false;
        // It fails when the thread has ended, and its readers with it.
        if (hasRead) void this.#thread.ask({ kind: 'close', id }).catch(() => {});
      },
    };
  }

  /** Resolves when the party has a place for one more reader; the place is taken until `left` resolves. */
  #placeOf(partyNumber: number, left: Promise<void>): Promise<void> {
    let limit = this.#parties.get(partyNumber);
    if (limit === undefined) {
      limit = pLimit(MAX_READERS_OF_PARTY);
      this.#parties.set(partyNumber, limit);
    }
    const places = limit;
    const { promise, resolve } = Promise.withResolvers<void>();
    void places(() => {
      resolve();
      return left;
    }).then(() => {
      if (places.activeCount + places.pendingCount === 0) this.#parties.delete(partyNumber);
    });
    return promise;
  }
}

/** @throws Error when it could not be read. */
function pageOf<Kind extends OlderKind>(answer: CatchUpAnswer, kind: Kind): LogMessage<OlderKinds[Kind]> {
  if (isFor(answer, kind)) return answer.page;
  throw new Error(answer.kind === 'failed' ? answer.message : `asked for ${kind}, answered ${answer.kind}`);
}

function isFor<Kind extends OlderKind>(
  answer: CatchUpAnswer,
  kind: Kind,
): answer is { readonly kind: Kind; readonly page: LogMessage<OlderKinds[Kind]> } & CatchUpAnswer {
  return answer.kind === kind;
}
