import { create } from '@bufbuild/protobuf';
import colors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { bestPricesText, type Market, renderLadder } from '../../clients/cli/ladder.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import { OrderBookSchema, PriceLevelSchema, TradeSchema } from '../../gen/redleaf/v1/market_data_pb.ts';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';

const instrument = create(InstrumentSchema, {
  instrumentId: 1,
  symbol: 'ACME',
  priceScale: 2,
  quantityScale: 1,
});
const book = create(OrderBookSchema, {
  sequence: 42n,
  bids: [
    { price: 9990n, quantity: '300', orderCount: 3 },
    { price: 9980n, quantity: '100', orderCount: 1 },
    { price: 9970n, quantity: '100', orderCount: 1 },
  ],
  asks: [
    { price: 10010n, quantity: '150', orderCount: 2 },
    { price: 10020n, quantity: '1', orderCount: 1 },
  ],
});
const market: Market = {
  book,
  instrument,
  lastTrade: create(TradeSchema, { price: 10_000n, quantity: 25n }),
  ownQuantity: (side, price) => (side === Side.BUY && price === 9980n ? 70n : 0n),
  isStale: false,
};

function lines(more: Partial<Market>, rows: number, columns: number, depth = Number.POSITIVE_INFINITY) {
  return renderLadder({ ...market, ...more }, { rows, columns }, depth, colors.createColors(false));
}

describe('the ladder', () => {
  it('has the last trade, what is open in all up to a price, and the own orders', () => {
    expect(lines({}, 7, 80)).toEqual([
      'ACME  last 2.5 at 100.00  sequence 42',
      ' price  quantity  total  orders  mine',
      `100.20       0.1   15.1       1        █`,
      `100.10      15.0   15.0       2        ${'█'.repeat(15)}`,
      '  0.20    spread',
      ` 99.90      30.0   30.0       3        ${'█'.repeat(30)}`,
      ` 99.80      10.0   40.0       1   7.0  ${'█'.repeat(10)}`,
    ]);
  });

  it('has every digit of sums beyond what numbers hold', () => {
    const bids = [9990n, 9980n].map((price) =>
      create(PriceLevelSchema, { price, quantity: String(10n ** 20n), orderCount: 20_000 }),
    );
    expect(lines({ book: { ...book, bids, asks: [] } }, 7, 60).slice(5)).toEqual([
      '99.90  10000000000000000000.0  10000000000000000000.0',
      '99.80  10000000000000000000.0  20000000000000000000.0',
    ]);
  });

  it('keeps the spread in its place when a side has few levels', () => {
    const place = (asks: typeof book.asks) =>
      lines({ book: { ...book, asks } }, 23, 80).findIndex((line) => line.includes('spread'));
    expect([place([]), place(book.asks.slice(0, 1)), place(book.asks)]).toEqual([12, 12, 12]);
  });

  it('fits into a window of any size', () => {
    for (let rows = 1; rows <= 12; rows++) {
      for (let columns = 1; columns <= 60; columns++) {
        const shown = lines({ isStale: true }, rows, columns);
        expect(shown.length).toBeLessThanOrEqual(rows);
        expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('shows no more levels than it is asked for', () => {
    expect(lines({}, 24, 80, 1)).toHaveLength(5);
  });

  it('says that it is stale while the connection is down', () => {
    expect(lines({}, 7, 80)[0]).not.toContain('STALE');
    expect(lines({ isStale: true }, 7, 80)[0]).toContain('STALE');
  });

  it('of an empty book has no spread', () => {
    const empty = create(OrderBookSchema, {});
    expect(lines({ book: empty }, 5, 80)[3]).toContain('-    spread');
    expect(bestPricesText(empty, instrument)).toBe('0  ACME  bid none  ask none');
  });
});

it('puts the best prices in a line', () => {
  expect(bestPricesText(book, instrument)).toBe('42  ACME  bid 30.0 at 99.90  ask 15.0 at 100.10');
});
