import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BookHistory, type BookMoment, HISTORY_MS } from '../../clients/dashboard/core/book-history.ts';
import {
  colourRamp,
  dotRadius,
  heatMap,
  heatPixels,
  pricesInSight,
  spanOf,
  steadyRange,
  sumDots,
} from '../../clients/dashboard/panels/heat-map/view.ts';
import type { MarketDataWish } from '../../clients/typescript/market-data-stream.ts';
import { OrderBookDeltaSchema, PriceLevelSchema, TradeSchema } from '../../gen/redleaf/v1/market_data_pb.ts';
import {
  MarketDataChannel,
  type MarketDataUpdate,
  MarketDataUpdateSchema,
  TradeListSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const moment = (fromMs: number, bids: number[], asks: number[]): BookMoment => ({
  fromMs,
  bids: Float64Array.from(bids),
  asks: Float64Array.from(asks),
});

const MAP = {
  ...{ fromMs: 0, columnMs: 10, columns: 4, range: { low: 98, high: 103 }, maxRows: 100, tick: 1 },
};

it('a column has the book as it was when its interval ended, and keeps it until the next one', () => {
  const moments = [
    moment(5, [99, 10, 98, 20], [101, 30]),
    moment(12, [99, 1], [101, 2]),
    moment(15, [98, 3], [102, 4]),
  ];
  const map = heatMap({ ...MAP, moments });
  const column = (index: number) => [...map.quantities.slice(index * map.rows, (index + 1) * map.rows)];
  expect([map.low, map.rows, map.rowSize]).toEqual([98, 6, 1]);
  expect([column(0), column(1), column(3)]).toEqual([
    [20, 10, 0, 30, 0, 0],
    [3, 0, 0, 0, 4, 0],
    [3, 0, 0, 0, 4, 0],
  ]);
  expect([...map.bestBids]).toEqual([99, 98, 98, 98]);
  expect([...map.bestAsks]).toEqual([101, 102, 102, 102]);
});

it('while the market was not seen there is nothing', () => {
  const map = heatMap({ ...MAP, moments: [moment(-5, [99, 10], [101, 30]), moment(12, [], [])] });
  expect(map.quantities.subarray(map.rows).every((quantity) => quantity === 0)).toBe(true);
  expect([...map.bestBids]).toEqual([99, Number.NaN, Number.NaN, Number.NaN]);
});

it('prices are summed into rows when there are more of them than rows', () => {
  const range = { low: 100, high: 199 };
  const map = heatMap({
    ...MAP,
    range,
    maxRows: 10,
    moments: [moment(0, [119, 1, 110, 2, 109, 4], [120, 8])],
  });
  expect([map.rowSize, map.rows, map.low]).toEqual([10, 10, 100]);
  expect([...map.quantities.slice(0, 3)]).toEqual([4, 3, 8]);
  // The height of a row is a whole number of ticks.
  expect(heatMap({ ...MAP, range, maxRows: 7, tick: 25, moments: [] }).rowSize % 25).toBe(0);
});

it('pixels are coloured by quantity, the highest price on top', () => {
  const map = heatMap({
    ...MAP,
    columns: 1,
    range: { low: 98, high: 99 },
    moments: [moment(0, [99, 4], [])],
  });
  const ramp = colourRamp(
    [
      [0, 0, 0],
      [200, 100, 50],
    ],
    11,
  );
  expect([...ramp.slice(3, 6)]).toEqual([20, 10, 5]);
  expect([...heatPixels(map, ramp)]).toEqual([200, 100, 50, 255, 0, 0, 0, 255]);
});

it('what is in sight: the best prices of the time, and what is around those of now', () => {
  const moments = [
    moment(0, [50, 1], [150, 1]),
    moment(10, [99, 1], [101, 1]),
    moment(20, [97, 1, 90, 1], [100, 1]),
  ];
  expect(pricesInSight(moments, 15, 1)).toEqual({ low: 85, high: 113 });
  expect(pricesInSight([], 0, 1)).toBeUndefined();
  expect(pricesInSight([moment(0, [], [])], 0, 1)).toBeUndefined();
  expect(pricesInSight([moment(0, [99, 1], [])], 0, 1)).toEqual({ low: 87, high: 111 });
  // One moment among many has a nearly empty side.
  const many = Array.from({ length: 100 }, (_, index) =>
    moment(index, [99, 1], [index === 0 ? 900 : 101, 1]),
  );
  expect(pricesInSight(many, 0, 1)?.high).toBe(113);
});

it('the picture stands still while all that counts is in it', () => {
  const before = { low: 80, high: 120 };
  expect(steadyRange(before, { low: 85, high: 112 })).toBe(before);
  expect(steadyRange(before, { low: 79, high: 112 }).low).toBeLessThan(79);
  expect(steadyRange(before, { low: 99, high: 101 })).toEqual({ low: 98.7, high: 101.3 });
  expect(steadyRange(undefined, { low: 1, high: 101 }).low).toBe(0);
});

it('a page that was just opened has no empty minutes', () => {
  const minute = 60_000;
  expect([0, 40_000, 90_000, 3 * minute].map((known) => spanOf(5 * minute, known) / 1_000)).toEqual([
    30, 60, 120, 300,
  ]);
  expect(spanOf(minute, 5 * minute)).toBe(minute);
});

it('trades of a side become one dot a period, at their average price', () => {
  const dot = (timeMs: number, price: number, quantity: number, isBuy: boolean) => ({
    timeMs,
    price,
    quantity,
    isBuy,
  });
  const dots = [
    dot(1, 1, 1, true),
    dot(11, 100, 1, true),
    dot(12, 104, 3, true),
    dot(13, 90, 2, false),
    dot(25, 1, 1, true),
  ];
  expect(sumDots(dots, 5, 10)).toEqual([dot(15, 103, 4, true), dot(15, 90, 2, false), dot(25, 1, 1, true)]);
  expect([dotRadius(0, 10), dotRadius(10, 10), dotRadius(99, 10)]).toEqual([1, 6, 6]);
});

/** A feed whose updates come from the test. */
class FakeFeed {
  readonly #listeners = new Map<MarketDataChannel, (update: MarketDataUpdate) => void>();

  subscribe(wish: MarketDataWish, listener: (update: MarketDataUpdate) => void): () => void {
    this.#listeners.set(wish.channel, listener);
    return () => this.#listeners.delete(wish.channel);
  }

  get count(): number {
    return this.#listeners.size;
  }

  book(price: number): void {
    const bids = [create(PriceLevelSchema, { price: BigInt(price), quantity: '7', orderCount: 1 })];
    const update = { case: 'orderBook', value: create(OrderBookDeltaSchema, { bids }) } as const;
    this.#tell(MarketDataChannel.ORDER_BOOK, create(MarketDataUpdateSchema, { isSnapshot: true, update }));
  }

  trades(isSnapshot: boolean, ...prices: number[]): void {
    const trades = prices.map((price) =>
      create(TradeSchema, { price: BigInt(price), quantity: 2n, aggressorSide: Side.BUY }),
    );
    const update = { case: 'trades', value: create(TradeListSchema, { trades }) } as const;
    this.#tell(MarketDataChannel.TRADES, create(MarketDataUpdateSchema, { isSnapshot, update }));
  }

  #tell(channel: MarketDataChannel, update: MarketDataUpdate): void {
    this.#listeners.get(channel)?.(update);
  }
}

it('keeps the last minutes, and one moment from before them', () => {
  const feed = new FakeFeed();
  const history = new BookHistory(feed, 1);
  for (let second = 0; second <= 1_000; second += 1) {
    vi.setSystemTime(second * 1_000);
    feed.book(100);
    feed.trades(false, 100, 100, 101);
  }
  const kept = HISTORY_MS / 1_000;
  expect([history.moments.length, history.moments[0]?.fromMs]).toEqual([kept + 1, (1_000 - kept) * 1_000]);
  expect(history.dots.length).toBe(2 * (kept + 1));
  expect(history.dots.at(-2)).toEqual({ timeMs: 1_000_000, price: 100, quantity: 4, isBuy: true });
  history.close();
  expect(feed.count).toBe(0);
});

it('an interruption is seen, once; trades of a snapshot are not of now', () => {
  const feed = new FakeFeed();
  const history = new BookHistory(feed, 1);
  feed.book(100);
  history.interrupt();
  history.interrupt();
  feed.trades(true, 100);
  expect(history.moments.map(({ bids }) => [...bids])).toEqual([[100, 7], []]);
  expect(history.dots).toEqual([]);
});
