import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FarLevels } from '../../src/engine/book/far-levels.ts';
import { Occupancy } from '../../src/engine/book/occupancy.ts';

const numRuns = 100 * Number(process.env['CAMPAIGN'] ?? 1);

describe('Occupancy finds the next lower member that a sorted list has', () => {
  test.each([0, 32, 256, 1024, 32_768, 131_072])('size %i', (size) => {
    const member = fc.oneof(fc.nat(Math.max(size - 1, 0)), fc.nat(Math.min(Math.max(size - 1, 0), 40)));
    fc.assert(
      fc.property(
        fc.array(member, { maxLength: size === 0 ? 0 : 60 }),
        fc.array(fc.nat(size), { minLength: 20 }),
        (members, probes) => {
          const occupancy = new Occupancy(size);
          const present = new Set<number>();
          // Members that come twice leave again.
          for (const i of members) {
            if (present.delete(i)) occupancy.delete(i);
            else {
              present.add(i);
              occupancy.add(i);
            }
          }
          for (const i of [...probes, ...members, 0, size]) {
            expect(occupancy.below(i)).toBe(Math.max(-1, ...[...present].filter((other) => other < i)));
          }
        },
      ),
      { numRuns },
    );
  });
});

describe('FarLevels is an ordered map', () => {
  const tick = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
  const runs = fc.array(
    fc.record({ start: tick, count: fc.nat(300), step: fc.integer({ min: 1, max: 5 }) }),
    {
      maxLength: 8,
    },
  );

  test('with runs of levels set and every other deleted', () => {
    fc.assert(
      fc.property(runs, fc.array(tick, { minLength: 10 }), (batches, probes) => {
        const levels = new FarLevels();
        const model = new Map<number, [number, number]>();
        for (const [n, { start, count, step }] of batches.entries()) {
          for (let i = 0; i < count; i++) {
            const at = Math.min(start + i * step, 2 ** 31 - 1);
            if (model.delete(at)) levels.delete(at);
            else {
              model.set(at, [n + 1, i + 1]);
              levels.set(at, 9, 9);
              levels.set(at, n + 1, i + 1);
            }
          }
        }
        const sorted = [...model.keys()].sort((a, b) => a - b);
        expect(levels.size).toBe(model.size);
        for (const probe of [...probes, ...sorted.slice(0, 50), 1, 2 ** 31 - 1]) {
          expect([levels.headAt(probe), levels.tailAt(probe)]).toEqual(model.get(probe) ?? [0, 0]);
          expect(levels.below(probe)).toBe(sorted.findLast((other) => other < probe) ?? 0);
        }
      }),
      { numRuns },
    );
  });
});
