import { create } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import type { OwnOrder } from '../../clients/dashboard/core/account.ts';
import { type Bar, mergeBars, reaches } from '../../clients/dashboard/core/candles.ts';
import type { OwnFill } from '../../clients/dashboard/core/own-fills.ts';
import { toTick } from '../../clients/dashboard/core/ticks.ts';
import { chartTimes, markText } from '../../clients/dashboard/panels/chart/chart-time.ts';
import { fillMarks } from '../../clients/dashboard/panels/chart/fills.ts';
import { afterOrders, orderLines, tagSteps } from '../../clients/dashboard/panels/chart/order-drag.ts';
import {
  AVERAGE_OF,
  firstDifference,
  periodAt,
  pointsOf,
} from '../../clients/dashboard/panels/chart/points.ts';
import { CandleInterval } from '../../gen/redleaf/v1/market_data_pb.ts';
import { OrderSchema, OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function bar(openMs: number, close = 100, sequence = 1n): Bar {
  return { openMs, open: close, high: close, low: close, close, volume: 1, trades: 1, sequence };
}

const times = (points: readonly { readonly openMs: number }[]) => points.map(({ openMs }) => openMs);

it('of two states of a candle the later one counts, whichever way it came', () => {
  const had = [bar(1, 10, 1n), bar(2, 20, 5n)];
  expect(mergeBars(had, [bar(2, 19, 4n), bar(3, 30, 6n)])).toEqual([...had, bar(3, 30, 6n)]);
  expect(mergeBars(had, [bar(2, 21, 7n)])).toEqual([bar(1, 10, 1n), bar(2, 21, 7n)]);
  // Older candles that were loaded later.
  expect(times(mergeBars([bar(1), bar(3)], [bar(3), bar(4)]))).toEqual([1, 3, 4]);
  expect(times(mergeBars([bar(5)], [bar(1), bar(2)]))).toEqual([1, 2, 5]);
  expect(mergeBars(had, [])).toBe(had);
});

it('a list joins the channel when it has all that was before', () => {
  const begun = { epoch: 7n, sequence: 10n };
  const cases = [
    [{ epoch: 7n, sequence: 9n }, false],
    [{ epoch: 7n, sequence: 10n }, true],
    [{ epoch: 6n, sequence: 99n }, false],
  ] as const;
  for (const [listed, joins] of cases) expect(reaches(listed, begun)).toBe(joins);
  expect(reaches({ epoch: 0n, sequence: 0n }, { epoch: 7n, sequence: 0n })).toBe(true);
});

it('a quiet period is drawn as the close before, up to the period of now', () => {
  const points = pointsOf([bar(0, 100), bar(3_000, 90)], 1_000, 5_400);
  expect(times(points)).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  expect(points[2]).toMatchObject({ open: 100, high: 100, low: 100, close: 100, volume: 0 });
  expect(points[4]).toMatchObject({ close: 90, volume: 0 });
  // A clock that is behind has no effect.
  expect(times(pointsOf([bar(3_000)], 1_000, 0))).toEqual([3_000]);
  // A night without trades is shortened.
  expect(pointsOf([bar(0), bar(8 * HOUR_MS)], 1_000, 8 * HOUR_MS).length).toBe(242);
});

it('a market that trades every four minutes is drawn as far as that is not too much, and steadily', () => {
  const bars = Array.from({ length: 1_000 }, (_, index) => bar(index * 240_000, index));
  const drawn = (nowMs: number) => pointsOf(bars, 1_000, nowMs);
  const end = 999 * 240_000;
  expect(drawn(end).length).toBeLessThanOrEqual(10_000 + 240);
  expect(drawn(end).length).toBeGreaterThan(9_000);
  expect(drawn(end).at(-1)).toMatchObject({ openMs: end, close: 999 });
  // While time passes, the begin moves rarely, by many periods at once.
  const beginnings = Array.from({ length: 240 }, (_, second) => drawn(end + second * 1_000)[0]?.openMs);
  expect(new Set(beginnings).size).toBeLessThanOrEqual(2);
  // A busy instrument is drawn from its first trade.
  const busy = Array.from({ length: 10_000 }, (_, index) => bar(index * 1_000));
  expect(pointsOf(busy, 1_000, 0)).toHaveLength(10_000);
});

it('a day is an hour longer or shorter when the clocks change, and none is missing or twice there', () => {
  const longer = pointsOf([bar(0), bar(25 * HOUR_MS), bar(97 * HOUR_MS)], DAY_MS, 0);
  expect(times(longer)).toEqual([0, 25, 49, 73, 97].map((hours) => hours * HOUR_MS));
  expect(times(pointsOf([bar(0), bar(23 * HOUR_MS)], DAY_MS, 0))).toEqual([0, 23 * HOUR_MS]);
});

it('the average is of the last closes, carried ones among them, and begins when there are enough', () => {
  const points = pointsOf(
    Array.from({ length: 22 }, (_, index) => bar(index * 1_000, index)),
    1_000,
    0,
  );
  expect(points.map(({ average }) => average).filter((average) => average !== undefined)).toEqual([
    9.5, 10.5, 11.5,
  ]);
  expect(points[AVERAGE_OF - 2]?.average).toBeUndefined();
  const carried = pointsOf([bar(0, 50), bar(30_000, 70)], 1_000, 0);
  expect(carried.at(-1)?.average).toBe(51);
});

it('only the end of what is drawn changes while the market runs', () => {
  const before = pointsOf([bar(0), bar(1_000), bar(2_000)], 1_000, 0);
  const now = pointsOf([bar(0), bar(1_000), bar(2_000, 101), bar(3_000)], 1_000, 0);
  expect(firstDifference(before, now)).toBe(2);
  expect(firstDifference(before, before)).toBe(3);
  expect(firstDifference([], now)).toBe(0);
});

it('a time is found in its period', () => {
  const points = [{ openMs: 10 }, { openMs: 20 }];
  expect([9, 10, 19, 20, 99].map((timeMs) => periodAt(points, timeMs))).toEqual([undefined, 0, 0, 1, 1]);
});

it('the axis shows the clock of the user, and days as the exchange has them', () => {
  const second = { value: CandleInterval.CANDLE_INTERVAL_1_SECOND, label: '1s', ms: 1_000 };
  const day = { value: CandleInterval.CANDLE_INTERVAL_1_DAY, label: '1D', ms: DAY_MS };
  const noon = Date.UTC(2026, 10, 26, 12);
  expect(markText(chartTimes(second, 120, 'UTC')(noon), 4)).toBe('14:00:00');
  for (const [zone, midnight] of [
    ['Europe/Berlin', Date.UTC(2026, 10, 25, 23)],
    ['UTC', Date.UTC(2026, 10, 26)],
    ['America/New_York', Date.UTC(2026, 10, 26, 5)],
    // Time zones 24 hours apart, where both clocks show the same time.
    ['Pacific/Auckland', Date.UTC(2026, 10, 25, 11)],
    ['Pacific/Pago_Pago', Date.UTC(2026, 10, 26, 11)],
    ['Pacific/Kiritimati', Date.UTC(2026, 10, 25, 10)],
  ] as const) {
    expect(markText(chartTimes(day, 120, zone)(midnight), 2)).toBe('26 Nov');
  }
  // The clocks go forward on 27 September: that day has 23 hours, and no date appears twice.
  const aucklandDays = [Date.UTC(2026, 8, 25, 12), Date.UTC(2026, 8, 26, 12), Date.UTC(2026, 8, 27, 11)];
  const shown = aucklandDays.map((openMs) => markText(chartTimes(day, 0, 'Pacific/Auckland')(openMs), 2));
  expect(shown).toEqual(['26 Sep', '27 Sep', '28 Sep']);
  const texts = [0, 1, 3].map((type) => markText(chartTimes(second, 0, 'UTC')(noon), type));
  expect(texts).toEqual(['2026', 'Nov', '12:00']);
});

it('a dragged price is the nearest that an order may have', () => {
  const bounds = { tickSize: 5n, minPrice: 5n, maxPrice: 1_003n };
  expect([102.4, 102.6, -7, 1e9].map((price) => toTick(price, bounds))).toEqual([100, 105, 5, 1_000]);
});

it('own fills are marked once per side and period', () => {
  const points = [{ openMs: 1_000 }, { openMs: 2_000 }].map((point) => ({
    ...{ open: 1, high: 1, low: 1, close: 1, volume: 0, average: undefined },
    ...point,
  }));
  const fill = (timeMs: number, side: Side, quantity: number, instrumentId = 1): OwnFill => ({
    ...{ execId: 1n, orderId: 1n, tradeId: 1n, price: 1, isMaker: true },
    ...{ timeNs: BigInt(timeMs) * 1_000_000n, side, quantity, instrumentId },
  });
  const fills = [
    fill(2_100, Side.SELL, 1),
    fill(2_900, Side.BUY, 2),
    fill(2_500, Side.SELL, 3),
    fill(1_500, Side.BUY, 4),
    fill(500, Side.BUY, 5),
    fill(1_500, Side.BUY, 6, 2),
  ];
  expect(fillMarks(fills, 1, points)).toEqual([
    { openMs: 1_000, side: Side.BUY, quantity: 4, count: 1 },
    { openMs: 2_000, side: Side.BUY, quantity: 2, count: 1 },
    { openMs: 2_000, side: Side.SELL, quantity: 4, count: 2 },
  ]);
});

it('lines are of orders with a price, of one instrument; a drag ends when its order is there or gone', () => {
  const own = (orderId: bigint, price: bigint, change: Partial<OwnOrder> = {}): OwnOrder => ({
    order: create(OrderSchema, { orderId, price, instrumentId: 1, orderType: OrderType.LIMIT }),
    pending: undefined,
    ...change,
  });
  const drag = { orderId: 2n, price: 120, phase: 'sent' } as const;
  const orders = [own(1n, 100n, { pending: 'amending' }), own(2n, 110n)];
  const lines = orderLines([...orders, own(0n, 1n, { pending: 'placing' })], 1, drag);
  expect(lines.map((line) => [line.price, line.isFree, line.drag?.price])).toEqual([
    [100, false, undefined],
    [110, true, 120],
    [1, false, undefined],
  ]);
  expect(orderLines(orders, 2, drag)).toEqual([]);
  expect(afterOrders(drag, orders)).toBe(drag);
  expect(afterOrders(drag, [own(2n, 120n)])).toBeUndefined();
  expect(afterOrders({ ...drag, phase: 'moving' }, [own(2n, 120n)])).toBeDefined();
  expect(afterOrders(drag, [own(1n, 100n)])).toBeUndefined();
});

it('tags at nearly the same height stand beside each other', () => {
  expect(tagSteps([100, 100, 110, 125, 300])).toEqual([0, 1, 2, 0, 0]);
  expect(tagSteps([])).toEqual([]);
});
