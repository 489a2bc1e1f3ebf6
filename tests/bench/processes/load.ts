import { loadEntry } from '../load/entry-load.ts';
import { loadUnary } from '../load/unary-load.ts';

export type Job =
  | ({ readonly kind: 'unary' } & Parameters<typeof loadUnary>[0])
  | ({ readonly kind: 'order entry' } & Parameters<typeof loadEntry>[0]);

/* Runs one job after the other, and ends with its parent. A failure ends it at once. */
process.on('message', async (job: Job) => {
  process.send?.(await (job.kind === 'unary' ? loadUnary(job) : loadEntry(job)));
});
