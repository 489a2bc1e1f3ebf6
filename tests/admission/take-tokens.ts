import { parentPort, workerData } from 'node:worker_threads';
import { SharedBuckets } from '../../src/admission/shared-buckets.ts';

/** Takes the tokens of a bucket together with other threads, and reports the number that it got. */
const { memory, perSecond, go }: { memory: SharedArrayBuffer; perSecond: number; go: Int32Array } =
  workerData;
const bucket = new SharedBuckets(memory, perSecond).of(1);
parentPort?.postMessage('ready');
Atomics.wait(go, 0, 0);
let taken = 0;
while (bucket.take(0)) taken += 1;
parentPort?.postMessage(taken);
