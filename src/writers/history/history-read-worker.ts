import { parentPort, workerData } from 'node:worker_threads';
import { readChecked } from '../../journal/sqlite/sqlite-error.ts';
import { HistoryPages } from './history-pages.ts';
import type { HistoryAnswer, HistoryRequest } from './history-reader.ts';
import { historyFile, openForReading } from './schema.ts';

/** The thread that reads the history: a page that must come from the disk keeps nobody waiting but who asked for it. */
const directory: string = workerData;
const file = historyFile(directory);
let pages: HistoryPages | undefined;
parentPort?.on('message', (request: HistoryRequest) => parentPort?.postMessage(answer(request)));

function answer(request: HistoryRequest): HistoryAnswer {
  try {
    pages ??= open();
    const from = pages;
    return from === undefined ? nothingYet(request) : readChecked({ file }, () => read(from, request));
  } catch (error) {
    // Whoever repairs or removes a damaged file need not restart the exchange.
    pages?.close();
    pages = undefined;
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function open(): HistoryPages | undefined {
  const database = openForReading(directory);
  return database && new HistoryPages(database);
}

function read(from: HistoryPages, request: HistoryRequest): HistoryAnswer {
  switch (request.kind) {
    case 'orders':
      return { kind: request.kind, page: from.orders(request.query) };
    case 'fills':
      return { kind: request.kind, page: from.fills(request.query) };
    case 'trades':
      return { kind: request.kind, page: from.trades(request.query) };
    case 'positions':
      return { kind: request.kind, page: from.positions(request.query) };
  }
}

function nothingYet({ kind }: HistoryRequest): HistoryAnswer {
  return { kind, page: { sequence: 0, rows: [] } };
}
