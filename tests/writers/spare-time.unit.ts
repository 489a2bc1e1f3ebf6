import { expect, test, vi } from 'vitest';
import { type Load, watchSpareTime } from '../../src/writers/spare-time.ts';

/** Of this thread, beside one that does not run. */
const load: Load = () => [undefined, performance.eventLoopUtilization()];

/** Keeps the thread busy, with short pauses. */
async function work(isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const end = performance.now() + 50;
    while (performance.now() < end);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('tells when there is no time to spare, and when there is again', async () => {
  const told: boolean[] = [];
  using _watch = watchSpareTime(load, (isBusy) => told.push(isBusy), 2);
  await work(() => told.length > 0);
  await vi.waitUntil(() => told.length > 1, { timeout: 30_000 });
  expect(told).toEqual([true, false]);
});

test('says nothing where there are cores enough', async () => {
  const told: boolean[] = [];
  using _watch = watchSpareTime(load, (isBusy) => told.push(isBusy), 4);
  const end = performance.now() + 1_500;
  await work(() => performance.now() > end);
  expect(told).toEqual([]);
});
