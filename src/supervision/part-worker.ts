import { type MessagePort, workerData } from 'node:worker_threads';
import { Registry } from 'prom-client';
import { openThreadLog } from '../log/thread-log.ts';
import type { Config } from '../settings/config.ts';
import { compactHeap } from '../threads/compact-heap.ts';
import { PortCalls } from '../threads/port-calls.ts';
import { Threads } from '../threads/threads.ts';
import { connectOperations } from './connect-operations.ts';
import type { PartContext, RunningPart } from './part.ts';

/** Ports between the main thread and one worker thread, whatever it runs. */
export interface PartPorts {
  readonly calls: MessagePort;
  readonly log: MessagePort;
  readonly operations: MessagePort;
}

/** Data of every worker thread that runs a part. */
export interface PartWorkerData {
  readonly name: string;
  readonly config: Config;
  readonly ports: PartPorts;
  /** Comes before the names of the threads that it starts; empty if there is one thread of its kind. */
  readonly owner: string;
}

/** Functions of every part that the main thread calls. */
export interface PartFunctions<Place, Facts> {
  /** Resolves when the part works. */
  start(place: Place): Promise<Facts>;
  /** Answers as long as the thread is not stuck. */
  ping(): void;
  /** Lets the part end in good order. Its thread ends afterwards. */
  close(): Promise<void>;
}

/** Runs a part on this worker thread, when the main thread asks for it. */
export function runPart<Place>(start: (context: PartContext, place: Place) => Promise<RunningPart>): void {
  const { name, config, ports, owner }: PartWorkerData = workerData;
  const { logger, flush } = openThreadLog(config, ports.log);
  const registry = new Registry();
  const threads = new Threads(logger, undefined, owner);
  const operations = connectOperations({ port: ports.operations, registry, threads, worker: name });
  const context: PartContext = {
    config,
    logger,
    threads,
    registry,
    operations,
    end: () => process.exit(1),
  };
  const endInOrder = async () => {
    await flush();
    process.exit(0);
  };
  let part: RunningPart | undefined;
  const functions: PartFunctions<Place, unknown> = {
    async start(place) {
      try {
        part = await start(context, place);
        await compactHeap();
        return part.facts;
      } catch (error) {
        // The main thread ends this one when it has the error.
        await flush();
        throw error;
      }
    },
    ping() {},
    async close() {
      try {
        await part?.close();
      } finally {
        // After the answer.
        setImmediate(() => void endInOrder());
      }
    },
  };
  new PortCalls(ports.calls, functions, { other: 'the main thread' });
  // It keeps the thread alive.
  ports.calls.ref();
}
