import fc from 'fast-check';
import { expect, it } from 'vitest';
import { add, multiply, type Sum, subtract, toSum } from '../../src/market/sum.ts';

const NEAR_THE_BOUND = 2n ** 53n;
const value = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
    fc.bigInt({ min: -3n, max: 3n }),
    fc.bigInt({ min: -3n, max: 3n }).map((step) => NEAR_THE_BOUND + step),
    fc.bigInt({ min: -3n, max: 3n }).map((step) => -NEAR_THE_BOUND + step),
  )
  .map((exact) => ({ exact, sum: toSum(exact) }));

function isExact(sum: Sum, exact: bigint): boolean {
  const isSafe = exact >= Number.MIN_SAFE_INTEGER && exact <= Number.MAX_SAFE_INTEGER;
  return Object.is(sum, isSafe ? Number(exact) : exact);
}

it('is exact at any size, and a number exactly as long as that is safe', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(isExact(add(a.sum, b.sum), a.exact + b.exact)).toBe(true);
      expect(isExact(subtract(a.sum, b.sum), a.exact - b.exact)).toBe(true);
      expect(isExact(multiply(a.sum, b.sum), a.exact * b.exact)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it.each<[Sum, Sum]>([
  [0, -1],
  [-1, 0],
])('%s times %s is the only zero there is', (a, b) => {
  expect(multiply(a, b)).toBe(0);
  expect(subtract(0, multiply(a, b))).toBe(0);
});
