import { setImmediate } from 'node:timers/promises';
import { decodeBatch } from '../journal/batch-decoder.ts';
import { beginState, snapshotsUpTo } from '../recovery/begin-state.ts';
import { restoreSnapshot } from '../recovery/restore-snapshot.ts';
import { CommittedBatches } from './committed-batches.ts';
import { EventTranslation } from './event-translation.ts';
import type { FollowerCursor } from './follower-cursor.ts';
import type { WriterFrame } from './writer.ts';

/** While it reads up to the cursor, other work of this thread gets a turn this often. */
const TURN_MS = 20;

interface EventReaderOptions {
  /** The data folder. */
  readonly directory: string;
  /** Frames after this event are read. */
  readonly cursor: FollowerCursor;
  readonly maxGroupEvents: number;
  /** Ends the reading up to the cursor. */
  readonly signal: AbortSignal;
  /** Called for a damaged snapshot: an older one is used, or else the journal from its first event. */
  readonly onDamagedSnapshot: (damage: Error) => void;
}

/** Reads the journal after a writer's cursor. It has its own connection, beside the exchange that writes. */
export class EventReader {
  readonly #batches: CommittedBatches;
  readonly #translation: EventTranslation;
  #after: FollowerCursor;
  #before: FollowerCursor;
  #group: readonly WriterFrame[] | undefined;
  #isRepeated = false;
  /** False after a batch that failed in the middle: the orders are then those of no point of the journal. */
  #isSound = true;

  private constructor(batches: CommittedBatches, translation: EventTranslation, cursor: FollowerCursor) {
    this.#batches = batches;
    this.#translation = translation;
    this.#before = cursor;
    this.#after = cursor;
  }

  /**
   * Finds the orders that are open after the event `cursor`, from the nearest snapshot or from the first event.
   *
   * @throws as `CommittedBatches.check`.
   */
  static async open(options: EventReaderOptions): Promise<EventReader> {
    const { directory, cursor, signal } = options;
    const batches = new CommittedBatches(directory);
    try {
      batches.check(cursor);
      const translation = nearest(options, batches);
      batches.startAfter(translation);
      const reader = new EventReader(batches, translation, cursor);
      await reader.#readTo(cursor.sequence, signal);
      return reader;
    } catch (error) {
      batches.close();
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
  canContinueAfter(cursor: FollowerCursor): boolean {
    if (!this.#isSound) return false;
    this.#isRepeated = this.#group !== undefined && isSame(cursor, this.#before);
    return this.#isRepeated || isSame(cursor, this.#after);
  }

  close(): void {
    this.#batches.close();
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
    const batch = this.#batches.next();
    if (batch !== undefined) decodeBatch(batch.bytes, this.#translation);
    this.#isSound = true;
    return batch !== undefined;
  }
}

function isSame(a: FollowerCursor, b: FollowerCursor): boolean {
  return a.epoch === b.epoch && a.sequence === b.sequence && a.timeNs === b.timeNs;
}

/** A translation that has the orders of the nearest sound snapshot. The snapshotter puts damaged ones aside. */
function nearest(
  { directory, cursor, maxGroupEvents, onDamagedSnapshot }: EventReaderOptions,
  { epoch, beginning }: CommittedBatches,
): EventTranslation {
  return beginState({
    directory,
    beginning,
    snapshots: snapshotsUpTo(directory, cursor.sequence, beginning),
    create: () => new EventTranslation(epoch, cursor.sequence, maxGroupEvents),
    restore: (snapshot, translation) => {
      restoreSnapshot(snapshot, translation);
    },
    onDamaged: onDamagedSnapshot,
  });
}
