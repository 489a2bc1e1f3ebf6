import { parentPort, workerData } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';
import type { WriterProgress } from '../follower/writer-progress.ts';
import { WriterRunner } from '../follower/writer-runner.ts';
import type { Config } from '../settings/config.ts';
import type { WriterName } from '../settings/schemas.ts';
import { lowerThreadPriority } from '../threads/thread-priority.ts';
import { createWriter } from './create-writer.ts';

/** What the thread is told to do. */
export interface WriterWorkerData {
  readonly name: WriterName;
  readonly config: Config;
  readonly share: number;
}

/**
 * `committed`: there are new events. `stop`: end when you are at the end of the journal. `halt`: end where you are.
 * `share`: use no more than this part of your time.
 */
export type WriterRequest = 'committed' | 'stop' | 'halt' | { readonly share: number };

export type WriterReport =
  | { readonly kind: 'progress'; readonly progress: WriterProgress }
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly facts: object; readonly message: string };

/** A write has so many events at most. In one transaction of the history, the same page is written once for all of them. */
const MAX_GROUP_EVENTS = 5_000;
const MAX_GROUP_EVENTS_OF_HISTORY = 20_000;

// A thread of its own, so that neither matching nor another writer waits for what this one does.
const port = parentPort;
if (port === null) throw new Error('this is a worker thread');
const { name, config, share }: WriterWorkerData = workerData;

await lowerThreadPriority(config.dataDir);

const tell = (report: WriterReport) => port.postMessage(report);
const logTo = (level: keyof Logger) => (facts: object, message: string) =>
  tell({ kind: 'log', level, facts, message });

const runner = new WriterRunner({
  writer: await createWriter(name, config, (problems) => {
    logTo('warn')({ writer: name, problems }, 'the database has problems');
  }),
  directory: config.dataDir,
  logger: { info: logTo('info'), warn: logTo('warn'), error: logTo('error') },
  maxGroupEvents: name === 'history' ? MAX_GROUP_EVENTS_OF_HISTORY : MAX_GROUP_EVENTS,
  pollMs: 1_000,
  pauseMs: { first: 100, longest: 10_000 },
  onProgress: (progress) => tell({ kind: 'progress', progress }),
});
port.on('message', (request: WriterRequest) => {
  if (request === 'committed') runner.wake();
  else if (request === 'stop') runner.stop();
  else if (request === 'halt') runner.halt();
  else runner.mayUse(request.share);
});
runner.mayUse(share);
await runner.run();
port.close();
