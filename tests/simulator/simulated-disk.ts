import type { Beginning } from '../../src/journal/journal.ts';

/** A batch as it was written. */
export interface Frame {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly checksum: number;
  bytes: Uint8Array;
}

/** A batch that was written and not synced: a crash decides what becomes of it. */
interface Unsynced {
  readonly frame: Frame;
  readonly settle: (outcome: SyncOutcome) => void;
}

/** How a sync ends: durable, certainly not there, or nobody can tell. */
export type SyncOutcome = 'synced' | 'failed' | 'unknown';

/** What a crash leaves of a batch that was not synced. */
export type CrashOutcome =
  | { readonly kept: 'nothing' | 'all' }
  | { readonly kept: 'part'; readonly bytes: number };

/** Is told what the disk does. */
export interface DiskObserver {
  /** A batch waits for its sync. */
  written(frame: Frame): void;
  /** The batch is durable. */
  synced(frame: Frame): void;
  /** The batch is certainly not there. */
  failed(): void;
}

/** The disk under a journal: outlives the processes that write to it. */
export class SimulatedDisk {
  readonly epoch = 1;
  readonly beginning: Beginning | undefined = undefined;
  frames: Frame[] = [];
  /** The last event that was recorded as committed: shows that newer batches are gone. */
  tail = 0;
  /** While set, nothing can be written. */
  isFull = false;
  observer: DiskObserver | undefined;
  #unsynced: Unsynced | undefined;

  /** Whether a batch waits for its sync. */
  get isSyncing(): boolean {
    return this.#unsynced !== undefined;
  }

  /** Resolves when the sync ends, which `sync` decides; at once on a full disk. */
  async write(frame: Frame): Promise<SyncOutcome> {
    // It is on its way to another thread, so whoever wrote it goes on first.
    await undefined;
    this.observer?.written(frame);
    if (this.isFull) {
      this.observer?.failed();
      return 'failed';
    }
    return new Promise((settle) => {
      this.#unsynced = { frame, settle };
    });
  }

  /** Ends the sync that is under way. One whose outcome nobody can tell stays where it is until the crash. */
  sync(outcome: SyncOutcome): void {
    const unsynced = this.#unsynced;
    if (unsynced === undefined) return;
    if (outcome !== 'unknown') this.#unsynced = undefined;
    if (outcome === 'failed') this.observer?.failed();
    if (outcome === 'synced') {
      this.frames.push(unsynced.frame);
      this.tail = unsynced.frame.lastSequence;
      this.observer?.synced(unsynced.frame);
    }
    unsynced.settle(outcome);
  }

  /**
   * The disk loses what it had promised to keep: a byte of a committed batch changes, or the newest one goes. The journal must notice
   * when it reads there.
   *
   * @param index of a byte of all that is committed; undefined: the newest batch goes.
   * @returns puts it back.
   */
  damage(index: number | undefined): () => void {
    const kept = this.frames;
    this.frames = kept.slice(0, -1);
    if (index === undefined) return () => this.#restore(kept);
    let left = index;
    this.frames = kept.map((frame) => {
      const bytes = frame.bytes.slice();
      if (left >= 0 && left < bytes.length) bytes[left] = (bytes[left] ?? 0) ^ 1;
      left -= bytes.length;
      return { ...frame, bytes };
    });
    return () => this.#restore(kept);
  }

  /** Of all that is committed. */
  get size(): number {
    return this.frames.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** The machine stops: what was not synced is there, is not there, or is there in part; whoever waits for it never hears. */
  crash(outcome: CrashOutcome): void {
    const unsynced = this.#unsynced;
    this.#unsynced = undefined;
    if (unsynced === undefined || outcome.kept === 'nothing') return;
    const { frame } = unsynced;
    if (outcome.kept === 'part') frame.bytes.fill(0, Math.min(outcome.bytes, frame.bytes.length - 1));
    this.frames.push(frame);
  }

  #restore(frames: Frame[]): void {
    this.frames = frames;
  }
}
