import { parentPort, workerData } from 'node:worker_threads';
import { lowerThreadPriority } from '../threads/thread-priority.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** The task of the thread. */
export interface SnapshotWorkerData {
  readonly directory: string;
}

export type SnapshotReport =
  /** A snapshot of the state after this event was taken. */
  | { readonly kind: 'taken'; readonly sequence: number }
  /** An earlier snapshot was damaged and renamed. */
  | { readonly kind: 'damaged'; readonly damage: Error };

// A separate thread, so that commands do not wait while a snapshot of millions of orders is written.
const { directory }: SnapshotWorkerData = workerData;
await lowerThreadPriority(directory);
const report = (message: SnapshotReport) => parentPort?.postMessage(message);
const sequence = takeSnapshot(directory, (damage) => report({ kind: 'damaged', damage }));
report({ kind: 'taken', sequence });
