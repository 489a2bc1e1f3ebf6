import { errorMessage, errorName } from '../../storage/sqlite-error.ts';
import type { AnsweringThread } from '../../threads/answering-thread.ts';
import type { Beginning, Journal, StoredBatch } from '../journal.ts';
import { JournalOutcomeUnknownError, JournalUnavailableError } from '../journal-errors.ts';
import type { BatchReader } from './batch-reader.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { CommitAnswer, CommitRequest } from './commit-messages.ts';

/** A journal in one SQLite file. This thread reads, a second one commits, a third one checkpoints. */
export class SqliteJournal implements Journal {
  readonly #reader: BatchReader;
  readonly #worker: AnsweringThread<CommitRequest, CommitAnswer>;
  readonly #checkpoints: Checkpoints;
  readonly #warn: (message: string) => void;
  #lastSequence: number;
  #lastTime: { readonly sequence: number; readonly timeNs: bigint };
  #underWay: Promise<void> | undefined;
  #closed = false;
  /** Set once the end of the journal is unknown. Nothing can be appended from then on. */
  #unknown: JournalOutcomeUnknownError | undefined;

  constructor(
    reader: BatchReader,
    worker: AnsweringThread<CommitRequest, CommitAnswer>,
    checkpoints: Checkpoints,
    warn: (message: string) => void,
  ) {
    this.#reader = reader;
    this.#worker = worker;
    this.#checkpoints = checkpoints;
    this.#warn = warn;
    this.#lastTime = reader.lastTime();
    this.#lastSequence = this.#lastTime.sequence;
  }

  get epoch(): number {
    return this.#reader.epoch;
  }

  get beginning(): Beginning | undefined {
    return this.#reader.beginning;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get lastTimeNs(): bigint {
    // Rarely needed, so it is looked up and not maintained by every append.
    if (this.#lastTime.sequence !== this.#lastSequence) this.#lastTime = this.#reader.lastTime();
    return this.#lastTime.timeNs;
  }

  append(batch: Uint8Array<ArrayBuffer>, firstSequence: number, lastSequence: number): Promise<void> {
    if (firstSequence !== this.#lastSequence + 1 || lastSequence < firstSequence) {
      const range = `${firstSequence} to ${lastSequence}`;
      return Promise.reject(new RangeError(`Events ${range} do not follow event ${this.#lastSequence}.`));
    }
    return this.#alone(() => this.#append(batch, firstSequence, lastSequence));
  }

  read(afterSequence: number): Iterable<StoredBatch> {
    return this.#reader.batches(afterSequence, () => this.#lastSequence);
  }

  probe(): Promise<void> {
    return this.#alone(() => this.#probe());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#underWay?.catch(() => {});
    await this.#checkpoints.stop();
    this.#reader.close();
    // The committing thread closes last. As the last connection it empties the log.
    await this.#worker.ask({ kind: 'close' }).catch(() => {});
    await this.#worker.stop();
  }

  async #append(batch: Uint8Array<ArrayBuffer>, firstSequence: number, lastSequence: number): Promise<void> {
    const { byteLength } = batch;
    const request = { kind: 'append', bytes: batch, firstSequence, lastSequence } as const;
    const answer = await this.#worker.ask(request, [batch.buffer]).catch(unknown);
    if (answer.kind === 'unknown') {
      this.#unknown = new JournalOutcomeUnknownError(answer.message);
      throw this.#unknown;
    }
    if (answer.kind === 'unavailable') throw new JournalUnavailableError(answer.code, answer.message);
    if (answer.warning !== undefined) this.#warn(answer.warning);
    this.#lastSequence = lastSequence;
    this.#checkpoints.committed(byteLength);
  }

  async #probe(): Promise<void> {
    const answer = await this.#worker.ask({ kind: 'probe' }).catch(unavailable);
    if (answer.kind === 'unavailable') throw new JournalUnavailableError(answer.code, answer.message);
  }

  /** Allows one request to the committing thread at a time. */
  #alone(action: () => Promise<void>): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('The journal is closed.'));
    if (this.#unknown !== undefined) return Promise.reject(this.#unknown);
    if (this.#underWay !== undefined) return Promise.reject(new Error('The journal is still at work.'));
    this.#underWay = action().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }
}

/** A thread that has ended may have committed before. */
function unknown(error: unknown): CommitAnswer {
  return { kind: 'unknown', message: errorMessage(error) };
}

function unavailable(error: unknown): CommitAnswer {
  return { kind: 'unavailable', code: errorName(error), message: errorMessage(error) };
}
