import { runPart } from '../../../src/supervision/part-worker.ts';

/** A part whose start or end fails, or which ends by itself. */
runPart<{ readonly fails: 'start' | 'run' | 'close' }>(async ({ end }, { fails }) => {
  if (fails === 'start') throw new Error('no start');
  if (fails === 'run') setTimeout(end, 50);
  return {
    facts: undefined,
    async close() {
      throw new Error('no end');
    },
  };
});
