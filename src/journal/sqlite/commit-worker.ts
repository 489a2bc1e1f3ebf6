import { parentPort, workerData } from 'node:worker_threads';
import { BatchWriter } from './batch-writer.ts';
import type { CommitAnswer, CommitRequest } from './commit-messages.ts';

/** The thread that commits: a slow disk never stops the thread that takes orders. */
const writer = new BatchWriter(workerData);
parentPort?.on('message', (request: CommitRequest) => parentPort?.postMessage(answer(request)));

function answer(request: CommitRequest): CommitAnswer {
  if (request.kind === 'append') {
    return writer.append(request.bytes, request.firstSequence, request.lastSequence);
  }
  return request.kind === 'probe' ? writer.probe() : writer.close();
}
