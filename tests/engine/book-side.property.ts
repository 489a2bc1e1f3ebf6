import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ranks } from './ranks.ts';

const numRuns = 50 * Number(process.env['CAMPAIGN'] ?? 1);

const near = fc.integer({ min: 500_000, max: 500_012 });
const around = fc.integer({ min: 499_000, max: 501_000 });
const anywhere = fc.integer({ min: 1, max: 2 ** 31 - 1 });

test.each([
  ['at few ranks', near],
  ['around a market', fc.oneof(near, around)],
  ['anywhere', fc.oneof(near, around, anywhere)],
])('the line of ranks is that of a sorted list, after each order that comes or goes %s', (_where, rank) => {
  const order = fc.record({ rank, leaving: fc.option(fc.nat(), { freq: 2 }) });
  fc.assert(
    fc.property(fc.array(order, { maxLength: 200, size: 'max' }), (orders) => {
      const side = new Ranks();
      const line: number[] = [];
      for (const { rank, leaving } of orders) {
        if (!line.includes(rank)) {
          side.add(rank);
          line.push(rank);
        }
        line.sort((a, b) => b - a);
        expect(side.line()).toEqual(line);
        if (leaving === null) continue;
        const [gone] = line.splice(leaving % line.length, 1);
        side.remove(gone ?? 0);
        expect(side.line()).toEqual(line);
      }
    }),
    { numRuns },
  );
});
