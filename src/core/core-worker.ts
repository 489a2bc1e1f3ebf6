import { runPart } from '../supervision/part-worker.ts';
import { PortCalls } from '../threads/port-calls.ts';
import { startCore } from './core.ts';
import type { CoreFunctions, CorePlace } from './core-thread.ts';

/** The core's thread. */
runPart<CorePlace>(async (context, { memory, functions }) => {
  const core = await startCore(context, memory);
  new PortCalls<CoreFunctions, object>(functions, core, { other: 'the main thread' });
  return core;
});
