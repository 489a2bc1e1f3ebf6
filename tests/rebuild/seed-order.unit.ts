import { describe, expect, test } from 'vitest';
import { readClosedSeedOrder, readOpenSeedOrder, seedOrder } from '../../src/rebuild/seed-order.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';

const instrument = { ...INSTRUMENT, tickSize: 1, minPrice: 1, lotSize: 1 };

function order(changes: Readonly<Record<string, unknown>> = {}) {
  return seedOrder.parse({
    ...{ order_id: 17, party_id: '2', side: 'BUY', order_type: 'GTC', price_cents: 10_005, quantity: 12 },
    ...{ timestamp: 1_795_348_103_599_075, cancelled: false, filled_quantity: 0, ...changes },
  });
}

const fills = (quantity: number, taken = 0) => ({ quantity, notional: BigInt(quantity) * 10_005n, taken });

describe('an order among the live ones of the seed', () => {
  test.each([
    ['nothing traded', {}, fills(0), 12],
    ['traded as a maker', { filled_quantity: 5 }, fills(5), 7],
  ])('%s: what is left is open', (_what, changes, traded, left) => {
    const { progress, finding } = readOpenSeedOrder(order(changes), traded, instrument);
    expect(finding).toBeUndefined();
    expect(progress).toMatchObject({
      leavesQuantity: left,
      cumQuantity: 12 - left,
      canceledQuantity: 0,
      notional: traded.notional,
    });
  });

  test.each([
    ['what it took is counted twice there', 19, fills(10, 9), 2],
    ['it was forgotten at a restart there', 3, fills(8), 4],
    ['its document was never updated', 0, fills(4), 8],
  ])('%s: its trades count, and that is told', (_what, filled_quantity, traded, left) => {
    const { progress, finding } = readOpenSeedOrder(order({ filled_quantity }), traded, instrument);
    expect(progress).toMatchObject({ leavesQuantity: left, cumQuantity: 12 - left });
    expect(finding).toBe(
      `filled_quantity is ${filled_quantity} and its trades come to ${traded.quantity}: ${left} of 12 are open`,
    );
  });

  test.each([
    ['a MARKET order', { order_type: 'MARKET', price_cents: 0 }, fills(0), /MARKET, which never rests/],
    ['an IOC order', { order_type: 'IOC' }, fills(0), /IOC, which never rests/],
    ['price 0', { price_cents: 0 }, fills(0), /price must be a whole number from 1/],
    ['a price beyond the bound', { price_cents: 1_000_001 }, fills(0), /price must be a whole number/],
    ['a quantity beyond the bound', { quantity: 1_000_001 }, fills(0), /quantity must be a whole number/],
    ['cancelled', { cancelled: true }, fills(0), /is cancelled/],
    ['filled', { filled_quantity: 12 }, fills(12), /its trades come to 12 of 12/],
    ['more than filled', {}, fills(13), /its trades come to 13 of 12/],
    ['more filled than any trade tells', { filled_quantity: 5 }, fills(0), /is 5 and its trades come to 0/],
  ])('%s: is not open', (_what, changes, traded, finding) => {
    const read = readOpenSeedOrder(order(changes), traded, instrument);
    expect(read.progress).toBeUndefined();
    expect(read.finding).toMatch(finding);
    expect(read.finding).toMatch(/not imported as open$/);
  });
});

describe('any other order of the seed', () => {
  test.each([
    ['filled, whatever its document says', {}, fills(12), 0],
    ['the rest of a MARKET order', { order_type: 'MARKET' }, fills(2), 10],
    ['cancelled', { cancelled: true }, fills(3), 9],
  ])('%s: is closed', (_what, changes, traded, canceled) => {
    const { progress, finding } = readClosedSeedOrder(order(changes), traded);
    expect(finding).toBeUndefined();
    expect(progress).toMatchObject({ leavesQuantity: 0, canceledQuantity: canceled });
  });

  test('open by its document and not live: is told', () => {
    const { progress, finding } = readClosedSeedOrder(order(), fills(3));
    expect(progress).toMatchObject({ leavesQuantity: 0, canceledQuantity: 9 });
    expect(finding).toMatch(/9 of 12 are neither traded nor cancelled/);
  });

  test('more traded than ordered: is left out', () => {
    expect(readClosedSeedOrder(order(), fills(13))).toEqual({
      finding: 'its trades come to 13 of 12: not imported',
    });
  });
});

test.each([
  ['order_id', 0],
  ['order_id', 2 ** 48],
  ['order_id', 1.5],
  ['side', 'LONG'],
  ['order_type', 'FOK'],
  ['price_cents', -1],
  ['quantity', 0],
  ['quantity', 2 ** 53],
  ['timestamp', 0],
  ['cancelled', 'no'],
  ['party_id', null],
])('%s %j is no order', (field, value) => {
  expect(() => order({ [field]: value })).toThrow(field);
});
