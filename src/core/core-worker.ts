import { workerData } from 'node:worker_threads';
import { runPart } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import { startCore } from './core.ts';
import type { CoreFunctions, CoreWorkerData } from './core-thread.ts';

/** The core's thread. */
const { memory, functions, ...part }: CoreWorkerData = workerData;
runPart(part, async (context) => {
  const core = await startCore(context, memory);
  new PortCalls<CoreFunctions, object>(functions, core, { other: 'the main thread' });
  return core;
});
