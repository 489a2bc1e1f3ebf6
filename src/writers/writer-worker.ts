import { parentPort, workerData } from 'node:worker_threads';
import type { Config, WriterName } from '../config.ts';
import type { Logger } from '../domain/logger.ts';
import { createWriter } from './create-writer.ts';
import { type WriterProgress, WriterRunner } from './writer-runner.ts';

/** What the thread is told to do. */
export interface WriterWorkerData {
  readonly name: WriterName;
  readonly config: Config;
}

/** `committed`: there are new events. `stop`: end when you are at the end of the journal. */
export type WriterRequest = 'committed' | 'stop';

export type WriterReport =
  | { readonly kind: 'progress'; readonly progress: WriterProgress }
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly facts: object; readonly message: string };

// A thread of its own, so that neither matching nor another writer waits for what this one does.
const port = parentPort;
if (port === null) throw new Error('this is a worker thread');
const { name, config }: WriterWorkerData = workerData;

const tell = (report: WriterReport) => port.postMessage(report);
const logTo = (level: keyof Logger) => (facts: object, message: string) =>
  tell({ kind: 'log', level, facts, message });

const runner = new WriterRunner({
  writer: await createWriter(name, config),
  directory: config.dataDir,
  logger: { info: logTo('info'), warn: logTo('warn'), error: logTo('error') },
  pollMs: 1_000,
  pauseMs: { first: 100, longest: 10_000 },
  onProgress: (progress) => tell({ kind: 'progress', progress }),
});
port.on('message', (request: WriterRequest) => {
  if (request === 'committed') runner.wake();
  else runner.stop();
});
await runner.run();
port.close();
