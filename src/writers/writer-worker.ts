import { parentPort, workerData } from 'node:worker_threads';
import type { Logger } from '../domain/logger.ts';
import type { WriterProgress } from '../follower/writer-progress.ts';
import { WriterRunner } from '../follower/writer-runner.ts';
import type { Config } from '../settings/config.ts';
import type { WriterName } from '../settings/schemas.ts';
import { lowerThreadPriority } from '../threads/thread-priority.ts';
import { createWriter } from './create-writer.ts';

/** What the thread starts with. */
export interface WriterWorkerData {
  readonly name: WriterName;
  readonly config: Config;
  readonly share: number;
}

/**
 * `committed`: there are new events. `stop`: end at the end of the journal. `halt`: end after the write that is under way. `share`:
 * the part of its time that the thread may work.
 */
export type WriterRequest = 'committed' | 'stop' | 'halt' | { readonly share: number };

export type WriterReport =
  | { readonly kind: 'progress'; readonly progress: WriterProgress }
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly facts: object; readonly message: string };

/** The most events of one write. In the history more are worth it: a transaction writes a page once for all of its events. */
const MAX_GROUP_EVENTS = 5_000;
const MAX_GROUP_EVENTS_OF_HISTORY = 20_000;

// On its own thread, neither matching nor another writer waits for this one.
const port = parentPort;
if (port === null) throw new Error('this is a worker thread');
const { name, config, share }: WriterWorkerData = workerData;

await lowerThreadPriority(config.dataDir);

const report = (message: WriterReport) => port.postMessage(message);
const logTo = (level: keyof Logger) => (facts: object, message: string) =>
  report({ kind: 'log', level, facts, message });

const runner = new WriterRunner({
  writer: await createWriter(name, config, (problems) => {
    logTo('warn')({ writer: name, problems }, 'the database has problems');
  }),
  directory: config.dataDir,
  logger: { info: logTo('info'), warn: logTo('warn'), error: logTo('error') },
  maxGroupEvents: name === 'history' ? MAX_GROUP_EVENTS_OF_HISTORY : MAX_GROUP_EVENTS,
  pollMs: 1_000,
  pauseMs: { first: 100, longest: 10_000 },
  onProgress: (progress) => report({ kind: 'progress', progress }),
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
