import { describe, expect, test } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import { Ranks } from './ranks.ts';

describe('window', () => {
  test('an idle side has none, and the first order opens a small one', () => {
    const ranks = new Ranks();
    expect(ranks.side.windowSize).toBe(0);
    ranks.add(33_504);
    expect(ranks.side.windowSize).toBe(256);
  });

  test('it grows with the part of the side that is in use, up to its largest', () => {
    const ranks = new Ranks();
    ranks.add(500_000);
    ranks.addAndRemove(1000, 500_000);
    expect(ranks.side.windowSize).toBe(4096);
    ranks.addAndRemove(300_000, 400_000);
    expect(ranks.side.windowSize).toBe(2 ** 17);
  });

  test('prices out of all proportion do not make it grow', () => {
    const ranks = new Ranks();
    ranks.add(33_504);
    for (let i = 0; i < 10_000; i++) ranks.addAndRemove(1, 2 ** 30 + i * 1000);
    expect(ranks.side.windowSize).toBe(256);
  });

  test.each([
    ['inside the window', 33_600],
    ['outside', 80_000],
  ])('a side whose last order was %s frees a large window', (_where, last) => {
    const ranks = new Ranks();
    ranks.add(33_504);
    ranks.addAndRemove(5000, 33_700);
    ranks.add(last);
    ranks.remove(33_504);
    expect(ranks.side.windowSize).toBeGreaterThan(256);
    ranks.side.dropWindowIfEmpty();
    expect(ranks.side.windowSize).toBeGreaterThan(256);
    ranks.remove(last);
    ranks.side.dropWindowIfEmpty();
    expect(ranks.side.windowSize).toBe(0);
  });
});

test('the best rank is known however far the next one is', () => {
  const ranks = new Ranks();
  const line = [2 ** 31 - 1, 2_000_000, 500_100, 500_000, 499_900, 12, 1];
  for (const rank of [499_900, 1, 2_000_000, 500_100, 12, 500_000, 2 ** 31 - 1]) ranks.add(rank);
  for (const rank of line) {
    expect(ranks.side.best).toBe(rank);
    ranks.remove(rank);
  }
  expect(ranks.side.best).toBe(0);
});

test.each([Side.Buy, Side.Sell])('ranks of side %s are 1 to 2^31 - 1, as ticks are', (side) => {
  const { side: bookSide } = new Ranks(side);
  const ticks = [1, 2, 33_504, 2 ** 31 - 2, 2 ** 31 - 1];
  const ranks = ticks.map((tick) => bookSide.rankOf(tick));
  expect(ranks).toEqual(side === Side.Buy ? ticks : ticks.map((tick) => 2 ** 31 - tick));
  expect(ranks.map((rank) => bookSide.rankOf(rank))).toEqual(ticks);
});

describe('quantityUpTo', () => {
  const ranks = new Ranks();
  for (const [rank, leaves] of [
    [100, 5],
    [99, 2 ** 40],
    [50, 2 ** 53 - 1],
    [1_000_000, 7],
  ] as const) {
    ranks.add(rank, leaves);
  }

  test.each([
    ['nothing is that good', 1_000_001, 10, 0],
    ['the best alone', 1_000_000, 10, 7],
    ['less than the best has', 1_000_000, 6, 6],
    ['levels in and out of the window', 99, 2 ** 53 - 1, 12 + 2 ** 40],
    ['as much as is asked for', 99, 13, 13],
    ['more than can be counted', 1, 2 ** 53 - 1, 2 ** 53 - 1],
  ])('%s', (_what, limit, atMost, quantity) => {
    expect(ranks.side.quantityUpTo(limit, atMost)).toBe(quantity);
  });
});
