import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { readChecked } from '../../storage/sqlite-error.ts';
import { HistoryPages } from './history-pages.ts';
import type { HistoryAnswer, HistoryRequest } from './history-reader.ts';
import { historyFile, openForReading } from './schema.ts';

/** The thread that reads the history: a page that must come from the disk keeps nobody waiting but who asked for it. */
const directory: string = workerData;
const file = historyFile(directory);
let database: DatabaseSync | undefined;
let pages: HistoryPages | undefined;
parentPort?.on('message', (request: HistoryRequest) => parentPort?.postMessage(answer(request)));

function answer(request: HistoryRequest): HistoryAnswer {
  try {
    return readChecked({ file }, () => read(request));
  } catch (error) {
    // Whoever repairs or removes a damaged file need not restart the exchange.
    database?.close();
    database = undefined;
    pages = undefined;
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Nothing, up to no event, as long as there is no history yet. */
function read(request: HistoryRequest): HistoryAnswer {
  database ??= openForReading(directory);
  if (database === undefined) return { kind: request.kind, page: { sequence: 0, rows: [] } };
  pages ??= new HistoryPages(database);
  switch (request.kind) {
    case 'orders':
      return { kind: request.kind, page: pages.orders(request.query) };
    case 'fills':
      return { kind: request.kind, page: pages.fills(request.query) };
    case 'trades':
      return { kind: request.kind, page: pages.trades(request.query) };
    case 'positions':
      return { kind: request.kind, page: pages.positions(request.query) };
  }
}
