import { create } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { groupingSteps, type Sides, stepOf } from '../../clients/dashboard/core/book.ts';
import { ladderView } from '../../clients/dashboard/panels/ladder/view.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import { OrderSchema, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { QueuePositionSchema } from '../../gen/redleaf/v1/order_service_pb.ts';

const ACME = create(InstrumentSchema, { instrumentId: 1, symbol: 'ACME', priceScale: 2, tickSize: 1n });

function sides(bids: readonly [number, number][], asks: readonly [number, number][]): Sides {
  const level = ([price, quantity]: readonly [number, number]) => ({
    price,
    quantity: BigInt(quantity),
    orderCount: 1,
  });
  return { bids: bids.map(level), asks: asks.map(level), sequence: 1n };
}

const BOOK = sides(
  [
    [10_052, 30],
    [10_050, 10],
  ],
  [
    [10_054, 5],
    [10_060, 15],
    [10_061, 7],
  ],
);
const OPTIONS = {
  before: undefined,
  own: [],
  lastPrice: undefined,
  grouping: 0,
  rowsPerSide: 3,
  instrument: ACME,
};

it('the best prices meet in the middle, and every side has its rows whatever the book has', () => {
  const view = ladderView({ ...OPTIONS, sides: BOOK });
  expect(view.asks.map(({ priceText }) => priceText)).toEqual(['100.61', '100.60', '100.54']);
  expect(view.bids.map(({ priceText }) => priceText)).toEqual(['100.52', '100.50', '']);
  expect(view.asks.map(({ totalText }) => totalText)).toEqual(['27', '20', '5']);
  expect(view.bids.map(({ share }) => share)).toEqual([0.75, 1, 0]);
  expect([view.midText, view.spreadText]).toEqual(['100.53', 'spread 0.02']);
  expect(view.bids[0]?.dimmed).toBe(4);
});

it('quantities and totals have every digit, beyond what numbers hold', () => {
  const level = (price: number) => ({ price, quantity: 2n ** 64n + 1n, orderCount: 3_000 });
  const book = { bids: [level(10_052), level(10_051)], asks: [], sequence: 1n };
  const [best, next] = ladderView({ ...OPTIONS, sides: book }).bids;
  expect([best?.quantityText, next?.totalText]).toEqual([
    '18,446,744,073,709,551,617',
    '36,893,488,147,419,103,234',
  ]);
  expect([best?.share, next?.share]).toEqual([0.5, 1]);
});

it('an empty book and one with one side have no spread', () => {
  for (const [book, text] of [
    [undefined, ''],
    [sides([], []), 'the book is empty'],
    [sides([[10_000, 1]], []), 'one side is empty'],
  ] as const) {
    const view = ladderView({ ...OPTIONS, sides: book });
    expect([view.asks.length, view.bids.length, view.spreadText, view.midText]).toEqual([3, 3, text, '']);
  }
});

it('marks what changed, what traded last, and what is mine', () => {
  const before = sides([[10_052, 30]], [[10_054, 4]]);
  const order = create(OrderSchema, { instrumentId: 1, side: Side.SELL, price: 10_054n, leavesQuantity: 3n });
  const elsewhere = create(OrderSchema, { ...order, instrumentId: 2 });
  const own = [order, order, elsewhere].map((one) => ({ order: one, pending: undefined }));
  const view = ladderView({ ...OPTIONS, sides: BOOK, before, own, lastPrice: 10_052 });
  expect(view.asks.map(({ hasChanged }) => hasChanged)).toEqual([true, true, true]);
  expect(view.bids.map(({ hasChanged }) => hasChanged)).toEqual([false, true, false]);
  expect(view.asks.map(({ ownText }) => ownText)).toEqual(['', '', '6']);
  expect(view.bids.map(({ isLast }) => isLast)).toEqual([true, false, false]);
});

it('an own order that something is under way with is seen, and not to be amended', () => {
  const order = create(OrderSchema, { instrumentId: 1, side: Side.BUY, price: 10_052n, leavesQuantity: 3n });
  const own = [
    { order, pending: undefined },
    { order: create(OrderSchema, { ...order, orderId: 2n }), pending: 'amending' as const },
  ];
  const { bids } = ladderView({ ...OPTIONS, sides: BOOK, own });
  expect(bids.map(({ ownText }) => ownText)).toEqual(['6', '', '']);
  expect(bids.map(({ ownOrders }) => ownOrders)).toEqual([[order], [], []]);
});

it('steps sum bids down and asks up, also of own orders', () => {
  expect(groupingSteps(5)).toEqual([5, 10, 25, 50, 100, 250, 500]);
  expect([stepOf(10_054, 10, 'bid'), stepOf(10_054, 10, 'ask'), stepOf(10_054, 0, 'bid')]).toEqual([
    10_050, 10_060, 10_054,
  ]);
  const order = create(OrderSchema, { instrumentId: 1, side: Side.SELL, price: 10_054n, leavesQuantity: 3n });
  const grouped = sides([[10_050, 40]], [[10_060, 20]]);
  const view = ladderView({ ...OPTIONS, sides: grouped, own: [{ order, pending: undefined }], grouping: 10 });
  expect(view.asks.at(-1)?.ownText).toBe('3');
});

it('tells what trades before the first own order of a price, unless prices are summed', () => {
  const place = (orderId: bigint, ordersAhead: number, quantityAhead: bigint) =>
    create(QueuePositionSchema, { orderId, ordersAhead, quantityAhead: String(quantityAhead) });
  const ask = create(OrderSchema, { instrumentId: 1, side: Side.SELL, price: 10_054n, leavesQuantity: 3n });
  const bid = create(OrderSchema, { ...ask, side: Side.BUY, price: 10_052n });
  const own = [
    { order: ask, pending: undefined, place: place(4n, 12, 1_234n) },
    { order: ask, pending: undefined, place: place(2n, 1, 500n) },
    { order: bid, pending: undefined, place: place(3n, 0, 0n) },
  ];
  const places = (grouping: number, mine = own) => {
    const { asks, bids } = ladderView({ ...OPTIONS, sides: BOOK, own: mine, grouping });
    return [asks.at(-1), bids[0]].map((row) => [row?.rankText, row?.placeText]);
  };
  expect(places(0)).toEqual([
    ['#2', '500 ahead in 1 order'],
    ['#1', 'first in the queue'],
  ]);
  expect(places(0, own.slice(0, 1))).toEqual([
    ['#13', '1,234 ahead in 12 orders'],
    ['', ''],
  ]);
  expect(places(2)).toEqual([
    ['', ''],
    ['', ''],
  ]);
});
