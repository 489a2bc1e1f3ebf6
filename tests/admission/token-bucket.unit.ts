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

it('tells when there will be so many tokens, in whole milliseconds', () => {
  const bucket = new TokenBucket(500, 500, 0);
  expect(bucket.msUntil(500, 0)).toBe(0);
  for (let count = 0; count < 500; count += 1) bucket.take(0);
  expect([1, 2, 3, 500].map((tokens) => bucket.msUntil(tokens, 0))).toEqual([2, 4, 6, 1_000]);
  expect(bucket.msUntil(1, 1.5)).toBe(1);
  expect(bucket.take(1.5)).toBe(false);
  expect(bucket.msUntil(1, 2)).toBe(0);
  expect(bucket.take(2)).toBe(true);
});
