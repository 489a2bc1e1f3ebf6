import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { bucketsMemory, SharedBuckets, sharedNowMs } from '../../src/admission/shared-buckets.ts';

it('gives each token to one thread', async () => {
  const memory = bucketsMemory(3);
  const perSecond = 200_000;
  const go = new Int32Array(new SharedArrayBuffer(4));
  const workers = [1, 2, 3].map(
    () => new Worker(new URL('./take-tokens.ts', import.meta.url), { workerData: { memory, perSecond, go } }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const counts = workers.map((worker) => once(worker, 'message'));
  Atomics.store(go, 0, 1);
  Atomics.notify(go, 0);
  const taken = (await Promise.all(counts)).map(([count]) => Number(count));
  expect(taken.reduce((sum, count) => sum + count, 0)).toBe(perSecond);
  const buckets = new SharedBuckets(memory, perSecond);
  expect([0, 1, 2].map((index) => buckets.of(index).tokens(0))).toEqual([perSecond, 0, perSecond]);
});

it('is never above its rate, also when a token is no whole number of nanoseconds', () => {
  const bucket = new SharedBuckets(bucketsMemory(1), 700_000).of(0);
  let taken = 0;
  while (bucket.take(0)) taken += 1;
  expect(taken).toBe(700_000);
  while (bucket.take(1_000)) taken += 1;
  expect(taken).toBeGreaterThan(1_399_000);
  expect(taken).toBeLessThanOrEqual(1_400_000);
});

it('is full at the start, whatever the time', () => {
  const bucket = new SharedBuckets(bucketsMemory(1), 10).of(0);
  expect(bucket.tokens(sharedNowMs())).toBe(10);
  expect(bucket.isFull(sharedNowMs())).toBe(true);
});
