import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OrderIds } from '../../src/feeds/order-ids.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);

/** Runs of neighbours, so that blocks fill, split, empty and go. */
const run = fc.record({
  kind: fc.constantFrom('add' as const, 'add' as const, 'remove' as const),
  first: fc.integer({ min: 1, max: 4_000 }),
  count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 200, max: 900 })),
  step: fc.constantFrom(1, 2, 3),
});

it('is a sorted set of ids', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 12 }), fc.nat({ max: 600 }), (runs, page) => {
      const ids = new OrderIds();
      const model = new Set<number>();
      const known = new Set<number>();
      const sorted = () => [...model].sort((a, b) => a - b);
      for (const { kind, first, count, step } of runs) {
        for (let id = first; id < first + count * step; id += step) {
          if (kind === 'add' && !known.has(id)) {
            ids.add(id);
            model.add(id);
            known.add(id);
          } else if (kind === 'remove' && model.has(id)) {
            ids.remove(id);
            model.delete(id);
          }
        }
        expect(ids.isEmpty).toBe(model.size === 0);
        expect(ids.after(first, page)).toEqual(
          sorted()
            .filter((id) => id > first)
            .slice(0, page),
        );
      }
      expect(ids.after(0, Number.POSITIVE_INFINITY)).toEqual(sorted());
      for (const id of model) ids.remove(id);
      expect(ids.isEmpty).toBe(true);
    }),
    { numRuns: 100 * CAMPAIGN },
  );
});
