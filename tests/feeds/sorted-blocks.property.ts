import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SortedBlocks } from '../../src/feeds/sorted-blocks.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);

/** Runs of neighbours, so that blocks fill, split, empty and go. */
const run = fc.record({
  kind: fc.constantFrom('set' as const, 'set' as const, 'delete' as const, 'snapshot' as const),
  first: fc.integer({ min: -1_000, max: 1_000 }),
  count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 200, max: 600 })),
  step: fc.constantFrom(1, -1, 3),
});

interface Item {
  readonly key: number;
  readonly value: number;
}

it('is a sorted map whose snapshots stay as they were', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
      const list = new SortedBlocks<Item>(({ key }) => key);
      const model = new Map<number, Item>();
      const sorted = () => [...model.values()].sort((a, b) => a.key - b.key);
      const snapshots: {
        readonly taken: readonly (readonly Item[])[];
        readonly expected: readonly Item[];
      }[] = [];
      let value = 0;
      for (const { kind, first, count, step } of runs) {
        if (kind === 'snapshot') snapshots.push({ taken: list.snapshot(), expected: sorted() });
        for (let i = 0; i < count && kind !== 'snapshot'; i += 1) {
          const key = first + i * step;
          value += 1;
          if (kind === 'delete') list.delete(key);
          else list.set({ key, value });
          if (kind === 'delete') model.delete(key);
          else model.set(key, { key, value });
          expect(list.get(key)).toEqual(model.get(key));
        }
        expect(list.isEmpty).toBe(model.size === 0);
        expect(list.after(first, 10)).toEqual(
          sorted()
            .filter(({ key }) => key > first)
            .slice(0, 10),
        );
      }
      expect(list.after(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toEqual(sorted());
      for (const { taken, expected } of snapshots) expect(taken.flat()).toEqual(expected);
    }),
    { numRuns: 60 * CAMPAIGN },
  );
});
