import { Worker } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';
import { listSnapshots } from '../journal/snapshot-file.ts';
import type { SnapshotReport, SnapshotWorkerData } from './snapshot-worker.ts';

interface SnapshotterOptions {
  readonly directory: string;
  /** A new snapshot after so many events: bounds how long a start takes. */
  readonly everyEvents: number;
  readonly logger: Logger;
  /** An earlier snapshot was damaged, and put aside. */
  readonly onDamagedSnapshot: (damage: Error) => void;
}

/** Has a snapshot taken whenever enough has happened since the last one. */
export class Snapshotter {
  readonly #options: SnapshotterOptions;
  #lastSequence: number;
  #worker: Worker | undefined;

  constructor(options: SnapshotterOptions) {
    this.#options = options;
    this.#lastSequence = Math.max(0, ...listSnapshots(options.directory).map(({ sequence }) => sequence));
  }

  /** Everything up to and including this sequence is durable. */
  committed(sequence: number): void {
    if (this.#worker === undefined && sequence - this.#lastSequence >= this.#options.everyEvents) {
      // Also when it fails: the next try comes with the next interval, not with the next order.
      this.#lastSequence = sequence;
      this.#start();
    }
  }

  /** A snapshot that is being taken is given up: it would be complete or not there. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): void {
    const { directory, logger, onDamagedSnapshot } = this.#options;
    const workerData: SnapshotWorkerData = { directory };
    const worker = new Worker(new URL('./snapshot-worker.ts', import.meta.url), { workerData });
    this.#worker = worker;
    worker.on('message', (report: SnapshotReport) => {
      if (report.kind === 'damaged') onDamagedSnapshot(report.damage);
      else logger.info({ sequence: report.sequence }, 'snapshot taken');
    });
    worker.on('error', (error) => logger.error({ err: error }, 'no snapshot could be taken'));
    worker.on('exit', () => {
      this.#worker = undefined;
    });
  }
}
