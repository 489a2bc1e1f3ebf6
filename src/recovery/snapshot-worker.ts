import { parentPort, workerData } from 'node:worker_threads';
import { giveWayToOthers } from './low-priority.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** What the thread is told to do. */
export interface SnapshotWorkerData {
  readonly directory: string;
}

// A thread of its own, so that orders do not wait while millions of others are written down.
const { directory }: SnapshotWorkerData = workerData;
await giveWayToOthers(directory);
parentPort?.postMessage(takeSnapshot(directory));
