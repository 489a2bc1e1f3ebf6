import { parentPort, workerData } from 'node:worker_threads';
import { BatchReader } from '../journal/sqlite/batch-reader.ts';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { lowerThreadPriority } from '../threads/thread-priority.ts';
import type { CatchUpAnswer, CatchUpRequest, CatchUpWorkerData } from './catch-up-messages.ts';
import { OlderReaders } from './older-readers.ts';
import { requireEpoch } from './require-epoch.ts';

/** The thread that reads older entries for streams, at a low priority: orders never wait for it. */
const { directory, epoch }: CatchUpWorkerData = workerData;
await lowerThreadPriority(directory);
const journal = new BatchReader(journalFiles(directory).databaseFile);
requireEpoch(journal, epoch, 'the streams have events');
const readers = new OlderReaders(directory, journal);
parentPort?.on('message', (request: CatchUpRequest) => parentPort?.postMessage(answer(request)));

function answer(request: CatchUpRequest): CatchUpAnswer {
  try {
    switch (request.kind) {
      case 'trades':
        return { kind: request.kind, page: readers.trades(request) };
      case 'executions':
        return { kind: request.kind, page: readers.executions(request) };
      case 'close':
        readers.close(request.id);
        return { kind: 'closed' };
    }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
