import { parentPort, workerData } from 'node:worker_threads';
import { BroadcastReader } from '../../../src/rings/broadcast.ts';

/** Reads batches whose bytes all are the lowest byte of their number, until number 0. Then tells how many were not as written. */
const batches = new BroadcastReader(workerData);
parentPort?.postMessage('reads');
for (let torn = 0; ; ) {
  const batch = batches.next();
  if (batch === undefined || batch === 'missed') continue;
  const { firstSequence, lastSequence, bytes } = batch;
  if (firstSequence === 0) {
    parentPort?.postMessage(torn);
    break;
  }
  const isWhole =
    bytes?.length === 1_000 + (firstSequence % 7) && bytes.every((byte) => byte === firstSequence % 256);
  if (!isWhole || lastSequence !== firstSequence) torn += 1;
}
