import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PlaceQueue } from '../../src/feeds/place-queue.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);

const run = fc.record({
  pushes: fc.nat({ max: 60 }),
  evictions: fc.nat({ max: 60 }),
});

it('is a queue that is read by index, however it grew and shrank', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 20 }), (runs) => {
      const queue = new PlaceQueue();
      const model: number[] = [];
      let next = 0;
      let evicted = 0;
      for (const { pushes, evictions } of runs) {
        for (let i = 0; i < pushes; i += 1) {
          next += 1;
          queue.push(next);
          model.push(next);
        }
        for (let i = Math.min(evictions, model.length); i > 0; i -= 1) {
          evicted += 2;
          queue.evict(evicted);
          model.shift();
        }
        expect(Array.from({ length: queue.length }, (_, index) => queue.at(index))).toEqual(model);
        expect(queue.evictedSequence).toBe(evicted);
      }
    }),
    { numRuns: 200 * CAMPAIGN },
  );
});
