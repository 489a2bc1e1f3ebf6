import { runPart } from '../../../src/supervision/part-worker.ts';

/** A part that works for a moment. If it sticks, it then never ends its turn of the event loop. */
runPart<{ readonly sticks: boolean }>(async ({ logger }, { sticks }) => {
  logger.info({ sticks }, 'started');
  if (sticks) setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50);
  return { facts: { sticks }, close: async () => undefined };
});
