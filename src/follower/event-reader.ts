import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { decodeBatch } from '../journal/batch-decoder.ts';
import type { StoredBatch } from '../journal/journal.ts';
import { ArchivedError } from '../journal/journal-errors.ts';
import { listSnapshots } from '../journal/snapshot-file.ts';
import { BatchReader } from '../journal/sqlite/batch-reader.ts';
import { restoreFirstSound, restoreSnapshot } from '../recovery/restore-snapshot.ts';
import { EventTranslation } from './event-translation.ts';
import type { WriterCursor, WriterFrame } from './writer.ts';

/** While it reads up to the cursor, other work of this thread gets a turn this often. */
const TURN_MS = 20;

interface EventReaderOptions {
  /** The data folder. */
  readonly directory: string;
  /** Frames after this event are read. */
  readonly cursor: WriterCursor;
  readonly maxGroupEvents: number;
  /** Ends the reading up to the cursor. */
  readonly signal: AbortSignal;
  /** Called for a damaged snapshot: an older one is used, or else the journal from its first event. */
  readonly onDamagedSnapshot: (damage: Error) => void;
}

/** Reads the journal after a writer's cursor. It has its own connection, beside the exchange that writes. */
export class EventReader {
  readonly #journal: BatchReader;
  readonly #translation: EventTranslation;
  #batches: Iterator<StoredBatch> | undefined;
  #after: WriterCursor;
  #before: WriterCursor;
  #group: readonly WriterFrame[] | undefined;
  #isRepeated = false;
  /** False after a batch that failed in the middle: the orders are then those of no point of the journal. */
  #isSound = true;

  private constructor(journal: BatchReader, translation: EventTranslation, cursor: WriterCursor) {
    this.#journal = journal;
    this.#translation = translation;
    this.#before = cursor;
    this.#after = cursor;
  }

  /**
   * Finds the orders that are open after the event `cursor`, from the nearest snapshot or from the first event.
   *
   * @throws Error when the cursor is of another history.
   */
  static async open(options: EventReaderOptions): Promise<EventReader> {
    const { directory, cursor, signal } = options;
    const journal = new BatchReader(join(directory, 'journal.db'));
    try {
      const { epoch, sequence, timeNs } = cursor;
      if (sequence > 0 && epoch !== journal.epoch) {
        throw new Error(
          `it has events of epoch ${epoch}, the journal is of epoch ${journal.epoch}: ${OTHER_HISTORY}`,
        );
      }
      const end = journal.lastSequence;
      if (sequence > end) {
        throw new Error(`it has event ${sequence}, but the journal ends at ${end}: ${OTHER_HISTORY}`);
      }
      const { beginning } = journal;
      if (beginning !== undefined && sequence < beginning.afterSequence) {
        throw new ArchivedError(
          `it has events up to ${sequence}, and the journal only those after ${beginning.afterSequence}, until 'redleaf unarchive' puts older ones back`,
          beginning,
        );
      }
      const translation = nearest(options, journal.epoch);
      const reader = new EventReader(journal, translation, cursor);
      await reader.#readTo(sequence, signal);
      if (sequence > 0 && translation.cursorTimeNs !== timeNs) {
        throw new Error(`event ${sequence} that it has is not the one of the journal: ${OTHER_HISTORY}`);
      }
      return reader;
    } catch (error) {
      journal.close();
      throw error;
    }
  }

  /** The next frames, in order; undefined when there are no more for now. */
  next(): readonly WriterFrame[] | undefined {
    if (this.#isRepeated) {
      this.#isRepeated = false;
      return this.#group;
    }
    // Behind a second group, the first one cannot grow any more.
    while (this.#translation.groupCount < 2 && this.#decodeNext());
    const group = this.#translation.takeGroup();
    const last = group?.at(-1);
    if (group === undefined || last === undefined) return undefined;
    this.#group = group;
    this.#before = this.#after;
    this.#after = last;
    return group;
  }

  /**
   * Whether it can continue after this event, which must be where the latest group begins or ends. A writer that failed for a
   * moment then need not read up to its cursor again.
   */
  canContinueAfter(cursor: WriterCursor): boolean {
    if (!this.#isSound) return false;
    this.#isRepeated = this.#group !== undefined && isSame(cursor, this.#before);
    return this.#isRepeated || isSame(cursor, this.#after);
  }

  close(): void {
    this.#journal.close();
  }

  async #readTo(cursor: number, signal: AbortSignal): Promise<void> {
    let turn = performance.now();
    while (this.#translation.sequence < cursor && this.#decodeNext()) {
      if (performance.now() - turn < TURN_MS) continue;
      await setImmediate();
      signal.throwIfAborted();
      turn = performance.now();
    }
  }

  /** @returns whether there was a batch. */
  #decodeNext(): boolean {
    this.#isSound = false;
    const batch = this.#nextBatch();
    if (batch !== undefined) decodeBatch(batch.bytes, this.#translation);
    this.#isSound = true;
    return batch !== undefined;
  }

  #nextBatch(): StoredBatch | undefined {
    const next = this.#batches?.next();
    if (next?.done === false) return next.value;
    const { sequence } = this.#translation;
    const end = this.#journal.lastSequence;
    this.#batches = this.#journal.batches(sequence, () => end);
    const first = this.#batches.next();
    return first.done === true ? undefined : first.value;
  }
}

const OTHER_HISTORY = 'it was written from another history than this one';

function isSame(a: WriterCursor, b: WriterCursor): boolean {
  return a.epoch === b.epoch && a.sequence === b.sequence && a.timeNs === b.timeNs;
}

/** A translation that has the orders of the nearest sound snapshot. The snapshotter puts damaged ones aside. */
function nearest(
  { directory, cursor, maxGroupEvents, onDamagedSnapshot }: EventReaderOptions,
  epoch: number,
): EventTranslation {
  const { sequence } = cursor;
  const blank = () => new EventTranslation(epoch, sequence, maxGroupEvents);
  const snapshots = listSnapshots(directory).filter((snapshot) => snapshot.sequence <= sequence);
  const restored = restoreFirstSound(
    snapshots.reverse(),
    (snapshot) => {
      const translation = blank();
      restoreSnapshot(snapshot, translation);
      return translation;
    },
    onDamagedSnapshot,
  );
  return restored ?? blank();
}
