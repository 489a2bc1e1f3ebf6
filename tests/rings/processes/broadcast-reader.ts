import { parentPort, workerData } from 'node:worker_threads';
import { BroadcastReader } from '../../../src/rings/broadcast.ts';

/** Reads batches until number 0. All bytes of a batch are the lowest byte of its number. Reports the number of batches that differ. */
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
