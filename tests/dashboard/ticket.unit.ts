import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { naturalQuantity, netAfter, partOf } from '../../clients/dashboard/core/natural-quantity.ts';
import type { NewOrder } from '../../clients/dashboard/core/order-desk.ts';
import {
  cancelText,
  checkTicket,
  EMPTY_TICKET,
  orderText,
  previewOf,
  problemsOf,
  stepped,
  withOrderType,
} from '../../clients/dashboard/core/ticket.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';

const PENNY = create(InstrumentSchema, {
  ...{ instrumentId: 3, symbol: 'PENNY', priceScale: 2, tickSize: 5n, lotSize: 100n },
  ...{ minPrice: 5n, maxPrice: 1_000_000n, maxQuantity: 1_000_000n },
});
const GOOD = { ...EMPTY_TICKET, price: '2.40', quantity: '200' };

it('says the order that was typed', () => {
  expect(checkTicket(GOOD, PENNY)).toEqual({
    order: {
      ...{ instrumentId: 3, side: Side.BUY, orderType: OrderType.LIMIT, timeInForce: TimeInForce.GTC },
      ...{ postOnly: false, expireTimeNs: 0n, price: 240, quantity: 200 },
    },
  });
});

it.each([
  [{}, true],
  [{ timeInForce: TimeInForce.IOC }, false],
  [{ timeInForce: TimeInForce.FOK }, false],
  [{ orderType: OrderType.MARKET, timeInForce: TimeInForce.IOC }, false],
])('only an order that may rest is post-only: %j', (change, postOnly) => {
  expect(checkTicket({ ...GOOD, isPostOnly: true, ...change }, PENNY)).toMatchObject({ order: { postOnly } });
});

describe('what is wrong is said at its field', () => {
  it.each([
    [{ price: '' }, { price: 'is missing' }],
    [{ price: 'abc' }, { price: 'is not a number' }],
    [{ price: '0' }, { price: 'must be more than 0' }],
    [{ price: '2.42' }, { price: 'is a multiple of the tick, 0.05: 2.40 or 2.45' }],
    [{ price: '0.02' }, { price: 'is a multiple of the tick, 0.05: 0.05' }],
    [{ price: '10000.05' }, { price: 'is at most 10,000.00' }],
    [{ quantity: '150' }, { quantity: 'is a multiple of the lot, 100: 100 or 200' }],
    [
      { price: '', quantity: '' },
      { price: 'is missing', quantity: 'is missing' },
    ],
  ])('%j', (change, problems) => {
    expect(checkTicket({ ...GOOD, ...change }, PENNY)).toEqual({ problems });
  });
});

it('an order at the market has no price, and never rests', () => {
  const market = withOrderType({ ...GOOD, price: 'abc' }, OrderType.MARKET);
  expect(market.timeInForce).toBe(TimeInForce.IOC);
  expect(checkTicket(market, PENNY)).toMatchObject({ order: { price: 0, orderType: OrderType.MARKET } });
  expect(withOrderType(market, OrderType.LIMIT)).toMatchObject({ timeInForce: TimeInForce.IOC });
});

it.each([
  ['2.40', 1, '2.45'],
  ['2.42', 1, '2.45'],
  ['2.40', -10, '1.90'],
  ['0.05', -1, '0.05'],
  ['10000.00', 1, '10000.00'],
  ['', 1, '2.30'],
  ['abc', -1, '2.30'],
])('%j and %i steps is %s', (typed, steps, expected) => {
  expect(stepped(typed, steps, { scale: 2, step: 5, min: 5, max: 1_000_000, start: 230 })).toBe(expected);
});

it('knows what an order takes from the book, and what that costs', () => {
  const level = (price: number, quantity: number) => ({ price, quantity: BigInt(quantity), orderCount: 1 });
  const sides = { bids: [level(235, 100)], asks: [level(240, 100), level(245, 300)], sequence: 1n };
  const buy = {
    instrumentId: 3,
    side: Side.BUY,
    timeInForce: TimeInForce.GTC,
    postOnly: false,
    expireTimeNs: 0n,
    quantity: 500,
  };
  const limit = { ...buy, orderType: OrderType.LIMIT };
  const market = { ...buy, orderType: OrderType.MARKET, price: 0 };
  expect(previewOf({ ...limit, price: 240 }, sides, 20)).toMatchObject({ value: 240n * 500n, takes: 100 });
  expect(previewOf({ ...limit, price: 230 }, sides, 20)).toMatchObject({ value: 230n * 500n, takes: 0 });
  expect(previewOf(market, sides, 20)).toMatchObject({ value: 240n * 100n + 245n * 300n, takes: 400 });
  expect(previewOf({ ...market, side: Side.SELL }, sides, 20)).toMatchObject({ value: 23_500n, takes: 100 });
  expect(previewOf(market, undefined, 20)).toMatchObject({ value: 0n, takes: 0 });
});

describe('knows what would be canceled at once', () => {
  const level = (price: number, quantity: number) => ({ price, quantity: BigInt(quantity), orderCount: 1 });
  const sides = { bids: [level(235, 100)], asks: [level(240, 100), level(245, 300)], sequence: 1n };
  const nothing = { value: 0n, takes: 0 };
  const order = (side: Side, price: number, quantity: number, terms: Partial<NewOrder>) => ({
    ...{ instrumentId: 3, orderType: OrderType.LIMIT, timeInForce: TimeInForce.GTC, postOnly: false },
    ...{ expireTimeNs: 0n, side, price, quantity, ...terms },
  });

  it.each([
    [Side.BUY, 235, undefined],
    [Side.BUY, 240, CancelReason.POST_ONLY],
    [Side.SELL, 240, undefined],
    [Side.SELL, 235, CancelReason.POST_ONLY],
  ])('post-only, side %i at %i', (side, price, canceledFor) => {
    const value = BigInt(price) * 100n;
    const postOnly = order(side, price, 100, { postOnly: true });
    expect(previewOf(postOnly, sides, 20)).toEqual({
      ...(canceledFor === undefined ? { value, takes: 0 } : nothing),
      canceledFor,
    });
    expect(previewOf({ ...postOnly, postOnly: false }, sides, 20).canceledFor).toBeUndefined();
    expect(previewOf(postOnly, undefined, 20).canceledFor).toBeUndefined();
  });

  it.each([
    [Side.BUY, 245, 400, undefined],
    [Side.BUY, 240, 100, undefined],
    [Side.BUY, 240, 200, CancelReason.FILL_OR_KILL],
    [Side.BUY, 250, 500, CancelReason.FILL_OR_KILL],
    [Side.BUY, 235, 100, CancelReason.FILL_OR_KILL],
    [Side.SELL, 235, 100, undefined],
    [Side.SELL, 230, 200, CancelReason.FILL_OR_KILL],
  ])('fill-or-kill, side %i at %i for %i', (side, price, quantity, canceledFor) => {
    const killed = order(side, price, quantity, { timeInForce: TimeInForce.FOK });
    const preview = previewOf(killed, sides, 20);
    expect(preview.canceledFor).toBe(canceledFor);
    expect(preview.takes).toBe(canceledFor === undefined ? quantity : 0);
    const taking = { ...killed, timeInForce: TimeInForce.IOC };
    expect(previewOf(taking, sides, 20).canceledFor).toBeUndefined();
  });

  it('unless the book may have more than is known of it', () => {
    const killed = order(Side.BUY, 250, 500, { timeInForce: TimeInForce.FOK });
    expect(previewOf(killed, sides, 2).canceledFor).toBeUndefined();
    expect(previewOf(killed, undefined, 20).canceledFor).toBeUndefined();
    expect(previewOf({ ...killed, price: 240 }, sides, 2).canceledFor).toBe(CancelReason.FILL_OR_KILL);
  });

  it('in words', () => {
    expect(cancelText(CancelReason.POST_ONLY)).toContain('it is post-only');
    expect(cancelText(CancelReason.FILL_OR_KILL)).toContain('too few orders');
  });
});

it('an order in words, and the reject of the exchange at its field', () => {
  const order = { side: Side.SELL, orderType: OrderType.LIMIT, price: 123_450, quantity: 1_000 };
  expect(orderText(order, PENNY)).toBe('Sell 1,000 PENNY at 1,234.50');
  expect(orderText({ ...order, orderType: OrderType.MARKET }, PENNY)).toBe('Sell 1,000 PENNY at the market');
  expect(problemsOf({ field: 'price', message: 'no' })).toEqual({ price: 'no' });
  expect(problemsOf({ field: '', message: 'no' })).toEqual({ form: 'no' });
});

describe('a percentage is of what is natural', () => {
  const level = (price: number, quantity: number) => ({ price, quantity: BigInt(quantity), orderCount: 1 });
  const sides = { bids: [level(235, 1_100)], asks: [level(240, 300), level(245, 9_000)], sequence: 1n };

  it.each([
    [Side.SELL, 5_000n, 5_000n, 'of the position, long 5,000: 100 % closes it'],
    [Side.BUY, -700n, 700n, 'of the position, short 700: 100 % closes it'],
    // An order that opens or increases a position.
    [Side.BUY, 5_000n, 300n, 'of the best ask, 300 at 2.40'],
    [Side.SELL, -700n, 1_100n, 'of the best bid, 1,100 at 2.35'],
    [Side.SELL, 0n, 1_100n, 'of the best bid, 1,100 at 2.35'],
  ])('side %i of somebody who holds %s', (side, net, quantity, text) => {
    expect(naturalQuantity(side, net, sides, PENNY)).toEqual({ quantity, text });
  });

  it.each([undefined, { ...sides, asks: [] }])('and of nothing when the other side is empty', (book) => {
    const nothing = { quantity: 0n, text: 'of the best ask: there is none' };
    expect(naturalQuantity(Side.BUY, 0n, book, PENNY)).toEqual(nothing);
  });

  it.each([
    [1_000n, 25, 200],
    [1_000n, 75, 700],
    [1_000n, 100, 1_000],
    [100n, 25, 100],
    [9_000_000n, 50, 1_000_000],
    [2n ** 64n, 100, 1_000_000],
  ])('of %i, %i %% in whole lots is %i', (quantity, percent, expected) => {
    expect(partOf(quantity, percent, PENNY)).toBe(expected);
  });
});

it('knows what is held once an order is filled', () => {
  expect(netAfter(300n, { side: Side.BUY, quantity: 200 })).toBe(500n);
  expect(netAfter(300n, { side: Side.SELL, quantity: 500 })).toBe(-200n);
});
