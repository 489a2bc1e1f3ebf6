import { describe, expect, it } from 'vitest';
import { bucketsMemory, SharedBuckets } from '../../../src/admission/shared-buckets.ts';
import { TokenBucket } from '../../../src/admission/token-bucket.ts';
import { Rate } from '../../../src/gateway/http/admission/rate.ts';

const told = (rate: Rate, nowMs: number) => Object.values(rate.headers(nowMs)).join(' ');

describe.each([
  ['of one thread', (perSecond: number) => new TokenBucket(perSecond, perSecond, 0)],
  ['of all threads', (perSecond: number) => new SharedBuckets(bucketsMemory(3), perSecond).of(2)],
])('a rate %s', (_which, bucketOf) => {
  it('gives the amount of a second at once, then spreads it over the second, and tells what is left', () => {
    const rate = new Rate(500, 'orders', bucketOf(500));
    expect(told(rate, 0)).toBe('500 500 0');
    expect(rate.take(0)).toBeUndefined();
    expect(told(rate, 0)).toBe('500 499 0.002');
    for (let count = 1; count < 500; count += 1) expect(rate.take(0)).toBeUndefined();
    expect(told(rate, 0)).toBe('500 0 1');
    expect(rate.take(1)).toMatchObject({
      reason: 'TOO_MANY_REQUESTS',
      message: 'more than 500 orders in a second: wait 1 ms, then send it again',
      metadata: { max: '500', retry_after_ms: '1' },
    });
    // What was refused does not count.
    expect(rate.take(2)).toBeUndefined();
    expect(told(rate, 3)).toBe('500 0 0.999');
    expect(told(rate, 502)).toBe('500 250 0.5');
    expect(rate.isFull(1_001)).toBe(false);
    expect(rate.isFull(1_002)).toBe(true);
  });

  it('allows one in a second', () => {
    const rate = new Rate(1, 'calls', bucketOf(1));
    const refused = [0, 0, 500, 1_000, 1_500, 2_000].map(
      (nowMs) => rate.take(nowMs)?.metadata?.['retry_after_ms'],
    );
    expect(refused).toEqual([undefined, '1000', '500', undefined, '500', undefined]);
  });
});
