import fc from 'fast-check';
import { expect, it } from 'vitest';
import { add, multiply, ratio, type Sum, subtract, toSum } from '../../src/market/sum.ts';

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

it('a ratio is that of the exact sums, to the last digit but one of a double', () => {
  const most = 2n ** 53n - 1n;
  const edge = fc.oneof(fc.constantFrom(1n, 2n, most - 1n, most), fc.bigInt({ min: 1n, max: most }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(edge, edge), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (fills, isShort) => {
        const sign = isShort ? -1n : 1n;
        const amount = sign * fills.reduce((sum, [price, quantity]) => sum + price * quantity, 0n);
        const whole = sign * fills.reduce((sum, [, quantity]) => sum + quantity, 0n);
        const found = ratio(toSum(amount), toSum(whole));
        // With 120 bits after the binary point.
        const exact = Number((amount << 120n) / whole) / 2 ** 120;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 2 ** -52);
      },
    ),
    { numRuns: 2_000 },
  );
});

it('a ratio of equal prices is that price', () => {
  const price = fc.maxSafeNat();
  const quantities = fc.array(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { minLength: 1 });
  fc.assert(
    fc.property(price, quantities, (each, all) => {
      const whole = all.reduce((sum, quantity) => sum + BigInt(quantity), 0n);
      expect(ratio(toSum(BigInt(each) * whole), toSum(whole))).toBe(each);
    }),
  );
  expect(ratio(0, 0)).toBe(0);
});
