import { parentPort, workerData } from 'node:worker_threads';
import { lowerThreadPriority } from '../threads/thread-priority.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** The task of the thread. */
export interface SnapshotWorkerData {
  readonly directory: string;
}

export type SnapshotReport =
  /** Up to this event. */
  | { readonly kind: 'taken'; readonly sequence: number }
  /** An earlier snapshot was damaged and put aside. */
  | { readonly kind: 'damaged'; readonly damage: Error };

// A thread of its own, so that orders do not wait while millions of others are written down.
const { directory }: SnapshotWorkerData = workerData;
await lowerThreadPriority(directory);
const report = (message: SnapshotReport) => parentPort?.postMessage(message);
const sequence = takeSnapshot(directory, (damage) => report({ kind: 'damaged', damage }));
report({ kind: 'taken', sequence });
