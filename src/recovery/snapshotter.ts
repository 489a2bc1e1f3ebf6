import type { Logger } from '../domain/logger.ts';
import { listSnapshots } from '../journal/snapshot-file.ts';
import type { SupervisedThread } from '../threads/supervised-thread.ts';
import type { Threads } from '../threads/threads.ts';
import type { SnapshotReport, SnapshotWorkerData } from './snapshot-worker.ts';

interface SnapshotterOptions {
  readonly directory: string;
  /** Events between two snapshots: bounds the time that a start takes. */
  readonly everyEvents: number;
  readonly threads: Threads;
  readonly logger: Logger;
  /** An earlier snapshot was damaged, and put aside. */
  readonly onDamagedSnapshot: (damage: Error) => void;
}

/** A snapshot reads all events since the one before, so a failed one is not tried again soon. */
const PAUSE_MS = { first: 1_000, longest: 300_000 };

/** Has a snapshot taken after each so many events. */
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

  /** Everything up to and including this sequence is durable. */
  committed(sequence: number): void {
    if (this.#thread.isRunning || sequence - this.#lastSequence < this.#everyEvents) return;
    this.#lastSequence = sequence;
    this.#thread.start();
  }

  /** A snapshot in progress is abandoned: its file appears only when it is complete. */
  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
