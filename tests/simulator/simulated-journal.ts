import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import type { Beginning, Journal, StoredBatch } from '../../src/journal/journal.ts';
import { JournalOutcomeUnknownError, JournalUnavailableError } from '../../src/journal/journal-errors.ts';
import { batchChecksum } from '../../src/journal/sqlite/batch-checksum.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import type { Frame, SimulatedDisk } from './simulated-disk.ts';

/** The `Journal` port over a simulated disk: promises what the SQLite adapter promises, and is checked by the same suite. */
export class SimulatedJournal implements Journal {
  readonly epoch: number;
  readonly beginning: Beginning | undefined;
  readonly #disk: SimulatedDisk;
  #lastSequence: number;
  #underWay: Promise<void> | undefined;
  #isClosed = false;

  /**
   * As SQLite opens its log: a batch at the end that a crash cut short was never committed, and goes.
   *
   * @throws DamagedError when a batch that was committed is not as it was written, or is missing.
   */
  constructor(disk: SimulatedDisk) {
    this.#disk = disk;
    this.epoch = disk.epoch;
    this.beginning = disk.beginning;
    const last = disk.frames.at(-1);
    if (last !== undefined && !isWhole(last)) {
      if (last.firstSequence <= disk.tail) throw damage('The checksum is wrong', last.firstSequence);
      disk.frames.pop();
    }
    this.#lastSequence = disk.frames.at(-1)?.lastSequence ?? 0;
    if (disk.tail <= this.#lastSequence) {
      disk.tail = this.#lastSequence;
      return;
    }
    const first = this.#lastSequence + 1;
    throw damage(
      `The journal ends too early: events ${first} to ${disk.tail} were committed and are missing`,
      first,
    );
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get lastTimeNs(): bigint {
    const last = this.#disk.frames.at(-1);
    return last === undefined ? 0n : decodeBatch(last.bytes, {}).lastTimeNs;
  }

  append(batch: Uint8Array<ArrayBuffer>, firstSequence: number, lastSequence: number): Promise<void> {
    if (firstSequence !== this.#lastSequence + 1 || lastSequence < firstSequence) {
      return Promise.reject(new RangeError(`${firstSequence} to ${lastSequence} leave a gap`));
    }
    const checksum = batchChecksum(batch, firstSequence, lastSequence);
    // The buffer is taken over, as by the thread that commits.
    const { byteOffset, length } = batch;
    const bytes = new Uint8Array(batch.buffer.transfer(), byteOffset, length);
    return this.#alone(() => this.#append({ firstSequence, lastSequence, checksum, bytes }));
  }

  *read(afterSequence: number): Generator<StoredBatch> {
    let next = afterSequence + 1;
    let index = this.#disk.frames.findIndex(({ lastSequence }) => lastSequence >= next);
    for (let isFirst = true; next <= this.#lastSequence; isFirst = false) {
      const frame = this.#disk.frames[index];
      const begins = isFirst ? (frame?.firstSequence ?? next + 1) <= next : frame?.firstSequence === next;
      if (frame === undefined || !begins) throw damage('The batch is missing', next);
      if (!isWhole(frame)) throw damage('The checksum is wrong', frame.firstSequence);
      yield { ...frame, bytes: frame.bytes.slice() };
      next = frame.lastSequence + 1;
      index += 1;
    }
  }

  /** As the reader of another thread: no batch beyond an event. */
  *batches(afterSequence: number, lastSequence: () => number): Generator<StoredBatch> {
    for (const batch of this.read(afterSequence)) {
      if (batch.firstSequence > lastSequence()) return;
      yield batch;
    }
  }

  probe(): Promise<void> {
    return this.#alone(() => this.#probe());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#underWay?.catch(() => {});
  }

  async #append(frame: Frame): Promise<void> {
    const outcome = await this.#disk.write(frame);
    if (outcome === 'failed') throw new JournalUnavailableError('SQLITE_IOERR', 'it failed');
    if (outcome === 'unknown') throw new JournalOutcomeUnknownError('the sync failed, and so did the look');
    this.#lastSequence = frame.lastSequence;
  }

  async #probe(): Promise<void> {
    if (this.#disk.isFull) throw new JournalUnavailableError('SQLITE_FULL', 'the disk is full');
  }

  #alone(action: () => Promise<void>): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('The journal is closed.'));
    if (this.#underWay !== undefined) return Promise.reject(new Error('The journal is still at work.'));
    this.#underWay = action().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }
}

function isWhole({ bytes, firstSequence, lastSequence, checksum }: Frame): boolean {
  return batchChecksum(bytes, firstSequence, lastSequence) === checksum;
}

function damage(what: string, sequence: number): DamagedError {
  return new DamagedError(what, { sequence });
}
