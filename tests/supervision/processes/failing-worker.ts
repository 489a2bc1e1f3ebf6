import { runPart } from '../../../src/supervision/part-worker.ts';

/** A part whose start or end fails, or which ends by itself. */
runPart<{ readonly fails: 'start' | 'run' | 'close' }>(async ({ end }, { fails }) => {
  if (fails === 'start') throw new Error('no start');
  // Well after the answer to its start, which waits for a collection of garbage.
  if (fails === 'run') setTimeout(end, 2_000);
  return {
    facts: undefined,
    async close() {
      throw new Error('no end');
    },
  };
});
