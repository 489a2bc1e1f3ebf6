import { parentPort, workerData } from 'node:worker_threads';
import { BatchWriter } from './batch-writer.ts';
import type { CommitAnswer, CommitRequest } from './commit-messages.ts';

/** The committing thread: a slow disk does not stop the thread that takes orders. */
const writer = new BatchWriter(workerData);
parentPort?.on('message', (request: CommitRequest) => parentPort?.postMessage(answer(request)));

function answer(request: CommitRequest): CommitAnswer {
  switch (request.kind) {
    case 'start':
      return { kind: 'done' };
    case 'append':
      return writer.append(request.bytes, request.firstSequence, request.lastSequence);
    case 'probe':
      return writer.probe();
    case 'close':
      return writer.close();
  }
}
