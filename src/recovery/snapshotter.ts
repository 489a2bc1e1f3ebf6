import type { Logger } from '../domain/logger.ts';
import { listSnapshots } from '../journal/snapshot-file.ts';
import type { SupervisedThread } from '../threads/supervised-thread.ts';
import type { Threads } from '../threads/threads.ts';
import type { SnapshotReport, SnapshotWorkerData } from './snapshot-worker.ts';

interface SnapshotterOptions {
  readonly directory: string;
  /** Events between two snapshots. Bounds the duration of a start. */
  readonly everyEvents: number;
  readonly threads: Threads;
  readonly logger: Logger;
  /** An earlier snapshot was damaged and renamed. */
  readonly onDamagedSnapshot: (damage: Error) => void;
}

/** A snapshot reads all events since the previous one, so the pauses between attempts are long. */
const PAUSE_MS = { first: 1_000, longest: 300_000 };

/** Starts the thread that takes a snapshot, after every `everyEvents` events. */
export class Snapshotter {
  readonly #everyEvents: number;
  readonly #thread: SupervisedThread<never, SnapshotReport>;
  #lastSequence: number;

  constructor({ directory, everyEvents, threads, logger, onDamagedSnapshot }: SnapshotterOptions) {
    this.#everyEvents = everyEvents;
    this.#lastSequence = listSnapshots(directory).at(-1)?.sequence ?? 0;
    const workerData: SnapshotWorkerData = { directory };
    this.#thread = threads.supervise({
      name: 'snapshot',
      file: new URL('./snapshot-worker.ts', import.meta.url),
      workerData: () => workerData,
      endsWhenDone: true,
      pauseMs: PAUSE_MS,
      onMessage: (report) => {
        if (report.kind === 'damaged') onDamagedSnapshot(report.damage);
        else logger.info({ sequence: report.sequence }, 'snapshot taken');
      },
    });
  }

  /** All events up to and including this one are durable. */
  committed(sequence: number): void {
    if (this.#thread.isRunning || sequence - this.#lastSequence < this.#everyEvents) return;
    this.#lastSequence = sequence;
    this.#thread.start();
  }

  /** Abandons a running snapshot. A snapshot's file appears only when it is complete. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
