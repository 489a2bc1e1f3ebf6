import { decodeBatch } from '../journal/batch-decoder.ts';
import type { Beginning, StoredBatch } from '../journal/journal.ts';
import { ArchivedError } from '../journal/journal-errors.ts';
import { BatchReader } from '../journal/sqlite/batch-reader.ts';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { CoreGauges } from '../link/core-gauges.ts';
import type { CoreMemory } from '../link/link-memory.ts';
import { BroadcastReader } from '../rings/broadcast.ts';
import type { FollowerCursor } from './follower-cursor.ts';
import { OTHER_HISTORY, requireEpoch } from './require-epoch.ts';

/**
 * The committed batches after a cursor, in order: what every follower reads. They come from the journal up to its end, and from then
 * on from the memory of the core, on threads that have it. Batches that are not there any more, because this thread stood still or a
 * batch was too large, come from the journal again.
 */
export class CommittedBatches {
  readonly #journal: BatchReader;
  readonly #core: CoreGauges | undefined;
  readonly #published: BroadcastReader | undefined;
  /** The batches up to the end of the journal as it was when this read of it began. */
  #stored: Iterator<StoredBatch> | undefined;
  #sequence = 0;

  /**
   * @param directory the data folder.
   * @param memory of the core; without it, all batches come from the journal.
   * @throws Error when the journal is of another epoch than the core's.
   */
  constructor(directory: string, memory?: CoreMemory) {
    // Before the journal is read: what is committed from now on is in either.
    this.#published = memory && new BroadcastReader(memory.batches);
    this.#journal = new BatchReader(journalFiles(directory).databaseFile);
    this.#core = memory && new CoreGauges(memory.gauges);
    if (this.#core !== undefined) requireEpoch(this, this.#core.epoch, 'the core has events');
  }

  get epoch(): number {
    return this.#journal.epoch;
  }

  /** As `Journal.beginning`. */
  get beginning(): Beginning | undefined {
    return this.#journal.beginning;
  }

  /** The last event of the journal now. */
  get lastSequence(): number {
    return this.#journal.lastSequence;
  }

  /** Time of that event; while there is none, of the start of the core: nanoseconds since 1970-01-01 UTC. */
  get lastTimeNs(): bigint {
    return this.#journal.lastTime().timeNs || (this.#core?.startTimeNs ?? 0n);
  }

  /** Whether the memory of the core has something that was not looked at. */
  get isBehind(): boolean {
    return this.#published?.isBehind ?? false;
  }

  /**
   * Checks that a follower with this cursor can go on with this journal.
   *
   * @throws Error when it is of another history; ArchivedError when the events after it are not in the journal any more.
   */
  check({ epoch, sequence, timeNs }: FollowerCursor): void {
    const { beginning, lastSequence } = this;
    if (sequence > 0) requireEpoch(this, epoch, 'it has events');
    if (sequence > lastSequence) {
      throw new Error(`it has event ${sequence}, but the journal ends at ${lastSequence}: ${OTHER_HISTORY}`);
    }
    if (beginning !== undefined && sequence < beginning.afterSequence) {
      throw new ArchivedError(
        `it has events up to ${sequence}, and the journal only those after ${beginning.afterSequence}, until 'redleaf unarchive' puts older ones back`,
        beginning,
      );
    }
    if (sequence > 0 && this.#timeOf(sequence) !== timeNs) {
      throw new Error(`event ${sequence} that it has is not the one of the journal: ${OTHER_HISTORY}`);
    }
  }

  /**
   * The batches after this cursor come next.
   *
   * @throws as `check`.
   */
  startAfter(cursor: FollowerCursor): void {
    this.check(cursor);
    this.#sequence = cursor.sequence;
    this.#readJournal();
  }

  /** The next batch; undefined if there is none for now. */
  next(): StoredBatch | undefined {
    const batch = this.#nextStored() ?? this.#nextCommitted();
    if (batch !== undefined) this.#sequence = batch.lastSequence;
    return batch;
  }

  close(): void {
    this.#journal.close();
  }

  #nextCommitted(): StoredBatch | undefined {
    if (this.#published !== undefined) return this.#nextPublished(this.#published);
    this.#readJournal();
    return this.#nextStored();
  }

  #nextPublished(published: BroadcastReader): StoredBatch | undefined {
    for (let batch = published.next(); batch !== undefined; batch = published.next()) {
      if (batch !== 'missed') {
        const { bytes, firstSequence, lastSequence } = batch;
        if (lastSequence <= this.#sequence) continue;
        const follows = firstSequence === this.#sequence + 1;
        if (bytes !== undefined && follows) return { bytes, firstSequence, lastSequence };
      }
      this.#readJournal();
      const stored = this.#nextStored();
      if (stored !== undefined) return stored;
    }
    return undefined;
  }

  #readJournal(): void {
    const end = this.#journal.lastSequence;
    this.#stored = this.#journal.batches(this.#sequence, () => end);
  }

  #nextStored(): StoredBatch | undefined {
    const next = this.#stored?.next();
    if (next?.done === false) return next.value;
    this.#stored = undefined;
    return undefined;
  }

  /** Time of a frame that ends with this event; 0 when none does. */
  #timeOf(sequence: number): bigint {
    const { beginning } = this;
    if (sequence === beginning?.afterSequence) return beginning.timeNs;
    let found = 0n;
    for (const { bytes } of this.#journal.batches(sequence - 1, () => sequence)) {
      decodeBatch(bytes, {
        end(frame) {
          if (frame.sequence === sequence) found = frame.timeNs;
        },
      });
    }
    return found;
  }
}
