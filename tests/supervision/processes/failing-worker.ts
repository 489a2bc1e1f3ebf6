import { runPart } from '../../../src/supervision/part-worker.ts';

/** A part whose start or end fails. */
runPart<{ readonly fails: 'start' | 'close' }>(async (_context, { fails }) => {
  if (fails === 'start') throw new Error('no start');
  return {
    facts: undefined,
    async close() {
      throw new Error('no end');
    },
  };
});
