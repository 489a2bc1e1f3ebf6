import { expect, it } from 'vitest';
import { TokenBucket } from '../../src/admission/token-bucket.ts';

it('gives a burst, and then a fixed number per second', () => {
  const bucket = new TokenBucket(10, 3, 0);
  expect([0, 0, 0, 0, 99, 100, 100].map((nowMs) => bucket.take(nowMs))).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
    false,
  ]);
});

it('is in debt for what was spent without asking, by a burst at most', () => {
  const bucket = new TokenBucket(10, 3, 0);
  for (let count = 0; count < 100; count += 1) bucket.charge(0);
  expect(bucket.tokens(0)).toBe(-3);
  expect(bucket.tokens(300)).toBe(0);
  expect(bucket.isFull(500)).toBe(false);
  expect(bucket.isFull(60_000)).toBe(true);
});
