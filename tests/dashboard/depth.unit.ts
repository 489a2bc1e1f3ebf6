import { expect, it } from 'vitest';
import { axisMarks, axisStep } from '../../clients/dashboard/core/axis.ts';
import type { Sides } from '../../clients/dashboard/core/book.ts';
import { channelsOf, withAlpha } from '../../clients/dashboard/core/colours.ts';
import { depthAt, depthView, stairs } from '../../clients/dashboard/panels/depth/view.ts';

const levels = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([price, quantity]) => ({ price, quantity: BigInt(quantity), orderCount: 1 }));

const sidesOf = (
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
): Sides => ({
  ...{ bids: levels(bids), asks: levels(asks), sequence: 1n },
});

const BOOK = sidesOf(
  [
    [99, 10],
    [98, 20],
    [95, 5],
  ],
  [
    [101, 4],
    [103, 6],
  ],
);

it('totals and costs add up from the best price outwards', () => {
  const view = depthView(BOOK, 1, 1);
  expect(view?.bids.map(({ total, value }) => [total, value])).toEqual([
    [10n, 990n],
    [30n, 990n + 1_960n],
    [35n, 990n + 1_960n + 475n],
  ]);
  expect(view?.asks.map(({ total, value }) => [total, value])).toEqual([
    [4n, 404n],
    [10n, 404n + 618n],
  ]);
  expect(view?.mid).toBe(100);
});

it('sums are exact beyond what numbers hold', () => {
  const [price, quantity] = [2 ** 53 - 1, 2n ** 64n + 1n];
  const level = (at: number) => ({ price: at, quantity, orderCount: 1 });
  const view = depthView({ bids: [], asks: [level(price - 1), level(price)], sequence: 1n }, 1, 1);
  const value = BigInt(price - 1) * quantity + BigInt(price) * quantity;
  expect(view?.asks[1]).toEqual({ price, total: 2n * quantity, value });
});

it('a price tells what can be traded up to it, and nothing inside the spread', () => {
  const view = depthView(BOOK, 1, 1);
  if (view === undefined) throw new Error('there is a book');
  const at = (price: number) => {
    const found = depthAt(view, price);
    return found && [found.side, found.price, found.total];
  };
  expect([94, 97, 98, 99, 99.5, 100.9, 101, 102.9, 200].map(at)).toEqual([
    ['buy', 95, 35n],
    ['buy', 98, 30n],
    ['buy', 98, 30n],
    ['buy', 99, 10n],
    undefined,
    undefined,
    ['sell', 101, 4n],
    ['sell', 101, 4n],
    ['sell', 103, 10n],
  ]);
});

it('both sides reach as far, and a few orders far away do not squeeze the others', () => {
  const far = sidesOf([...[99, 98].map((price) => [price, 50] as const), [1, 1]], [[101, 100]]);
  const view = depthView(far, 1, 1);
  expect(view && view.high - 100).toBe(view && 100 - view.low);
  expect(view?.low).toBeGreaterThan(90);
  // Zoomed out, the whole book is visible; zoomed in, at least the best prices.
  expect(depthView(far, 1_000, 1)?.low).toBeLessThan(1);
  expect(depthView(far, 0.001, 1)).toMatchObject({ low: 98, high: 102, most: 100 });
});

it('an empty book shows nothing, a side alone is shown alone', () => {
  expect(depthView(undefined, 1, 1)).toBeUndefined();
  expect(depthView(sidesOf([], []), 1, 1)).toBeUndefined();
  const alone = depthView(sidesOf([[99, 10]], []), 1, 5);
  expect(alone).toMatchObject({ mid: undefined, low: 94, high: 104, most: 10 });
});

it('stairs go up at each price, and on to the edge', () => {
  const view = depthView(BOOK, 1, 1);
  expect(stairs(view?.asks ?? [], 110)).toEqual([
    [101, 0],
    [101, 4],
    [103, 4],
    [103, 10],
    [110, 10],
  ]);
  expect(stairs([], 110)).toEqual([]);
});

it('marks of an axis are at 1, 2 or 5 times a power of ten, and not finer than a tick', () => {
  expect([axisStep(100, 10, 1), axisStep(101, 10, 1), axisStep(3, 10, 1), axisStep(0.9, 3, 0.01)]).toEqual([
    10, 20, 1, 0.5,
  ]);
  expect(axisMarks(95, 120, 10)).toEqual([100, 110, 120]);
  expect(axisMarks(5, 4, 10)).toEqual([]);
});

it('colours of the tokens are read as they are built', () => {
  expect([channelsOf('#0c0f14'), channelsOf('#fff'), channelsOf('#1a2')]).toEqual([
    [12, 15, 20],
    [255, 255, 255],
    [17, 170, 34],
  ]);
  expect(withAlpha('#fff', 0.5)).toBe('rgba(255, 255, 255, 0.5)');
});
