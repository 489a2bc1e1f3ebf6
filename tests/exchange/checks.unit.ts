import { describe, expect, test } from 'vitest';
import { checkInstrument, checkPlace } from '../../src/exchange/checks.ts';
import { INSTRUMENT, limit } from './test-exchange.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const MOST_TICKS = 2 ** 31 - 1;
const usual = { ...INSTRUMENT, instrumentId: 1, tickSize: 1, minPrice: 1, lotSize: 1 };

describe('an instrument', () => {
  test.each([
    ['as many prices as a book counts', { minPrice: 1, maxPrice: MOST_TICKS }],
    ['the same, at the top', { minPrice: MOST - MOST_TICKS + 1, maxPrice: MOST }],
    ['the same, by large ticks', { tickSize: 4_200_000, minPrice: 4_200_000, maxPrice: MOST }],
    ['the largest quantity at the highest price', { minPrice: MOST, maxPrice: MOST, maxQuantity: MOST }],
  ])('may have %s', (_what, bounds) => {
    expect(checkInstrument({ ...usual, ...bounds })).toBeUndefined();
  });

  test.each([
    ['one price more', { maxPrice: MOST_TICKS + 1 }, 'FIELD_OUT_OF_RANGE', 'max_price'],
    [
      'one price more at the top',
      { minPrice: MOST - MOST_TICKS, maxPrice: MOST },
      'FIELD_OUT_OF_RANGE',
      'max_price',
    ],
    ['a price of 2^53', { maxPrice: MOST + 1 }, 'FIELD_OUT_OF_RANGE', 'max_price'],
    ['a quantity of 2^53', { maxQuantity: MOST + 1 }, 'FIELD_OUT_OF_RANGE', 'max_quantity'],
    ['a lowest price above the highest', { minPrice: 11, maxPrice: 10 }, 'FIELD_OUT_OF_RANGE', 'min_price'],
    ['no lowest price', { minPrice: 0 }, 'FIELD_OUT_OF_RANGE', 'min_price'],
    ['a lowest price off its tick', { tickSize: 5, minPrice: 12 }, 'PRICE_OFF_TICK', 'min_price'],
  ])('may not have %s', (_what, bounds, reason, field) => {
    expect(checkInstrument({ ...usual, ...bounds })).toMatchObject({ reason, field });
  });
});

describe('an order of an instrument with a lowest price', () => {
  const high = { ...usual, tickSize: 5, minPrice: MOST - 991, maxPrice: MOST, maxQuantity: MOST };

  test.each([
    [high.minPrice, undefined],
    [high.minPrice + 985, undefined],
    [high.minPrice - 5, 'FIELD_OUT_OF_RANGE'],
    [high.minPrice + 1, 'PRICE_OFF_TICK'],
  ])('at %i is refused for %s', (price, reason) => {
    expect(checkPlace(limit('buy', price, MOST).terms, high, 0n)?.reason).toBe(reason);
  });
});
