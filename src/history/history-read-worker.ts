import type { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { answerReads } from '../threads/answer-reads.ts';
import { HistoryPages } from './history-pages.ts';
import type { HistoryAnswer, HistoryRequest } from './history-reader.ts';
import { historyFile, openForReading } from './schema.ts';

/** The thread that reads the history: only the caller waits for a page from the disk. */
const directory: string = workerData;
const file = historyFile(directory);
let database: DatabaseSync | undefined;
let pages: HistoryPages | undefined;
answerReads({
  file,
  read,
  reset() {
    database?.close();
    database = undefined;
    pages = undefined;
  },
});

/** An empty page, up to event 0, until there is a history. */
function read(request: HistoryRequest): HistoryAnswer {
  database ??= openForReading(directory);
  if (database === undefined) return { kind: request.kind, page: { epoch: 0, sequence: 0, rows: [] } };
  pages ??= new HistoryPages(database);
  switch (request.kind) {
    case 'orders':
      return { kind: request.kind, page: pages.orders(request.query) };
    case 'ordersOfInstrument':
      return { kind: request.kind, page: pages.ordersOfInstrument(request.query) };
    case 'fills':
      return { kind: request.kind, page: pages.fills(request.query) };
    case 'candles':
      return { kind: request.kind, page: pages.candles(request.query) };
    case 'trades':
      return { kind: request.kind, page: pages.trades(request.query) };
  }
}
