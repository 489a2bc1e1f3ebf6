import { create } from '@bufbuild/protobuf';
import colors from 'picocolors';
import { expect, it } from 'vitest';
import { bestPricesText, renderLadder } from '../../clients/cli/ladder.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import { OrderBookSchema } from '../../gen/redleaf/v1/market_data_pb.ts';

const instrument = create(InstrumentSchema, {
  instrumentId: 1,
  symbol: 'ACME',
  priceScale: 2,
  quantityScale: 1,
});
const book = create(OrderBookSchema, {
  sequence: 42n,
  bids: [
    { price: 9990n, quantity: 300n, orderCount: 3 },
    { price: 9980n, quantity: 100n, orderCount: 1 },
    { price: 9970n, quantity: 100n, orderCount: 1 },
  ],
  asks: [
    { price: 10010n, quantity: 150n, orderCount: 2 },
    { price: 10020n, quantity: 1n, orderCount: 1 },
    { price: 10030n, quantity: 9_000n, orderCount: 1 },
  ],
});

it('draws sellers above buyers, the best prices in the middle, bars by quantity', () => {
  const lines = renderLadder(book, instrument, 2, colors.createColors(false)).split('\n');
  expect(lines).toEqual([
    'ACME  sequence 42',
    '         price       quantity     n',
    '        100.20            0.1     1 █',
    `        100.10           15.0     2 ${'█'.repeat(15)}`,
    '        spread           0.20',
    `         99.90           30.0     3 ${'█'.repeat(30)}`,
    `         99.80           10.0     1 ${'█'.repeat(10)}`,
  ]);
});

it('draws an empty book', () => {
  const empty = create(OrderBookSchema, {});
  expect(renderLadder(empty, instrument, 2, colors.createColors(false))).toContain('a side is empty');
  expect(bestPricesText(empty, instrument)).toBe('0  ACME  bid none  ask none');
});

it('puts the best prices in a line', () => {
  expect(bestPricesText(book, instrument)).toBe('42  ACME  bid 30.0 at 99.90  ask 15.0 at 100.10');
});
