import { expect, it } from 'vitest';
import { OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import { instrumentText, orderText, placedText, tradeText } from '../../../src/gateway/rest/json-text.ts';

const TIME_NS = 1_795_348_099_038_021_739n;
const parties = {
  party: (partyNumber: number) => ({
    partyNumber,
    partyId: `"${partyNumber}"`,
    partyName: '',
    isAdmin: false,
  }),
};
const INSTRUMENT = {
  ...{ instrumentId: 7, symbol: 'Café ☕', description: '', priceScale: 2, quantityScale: 0 },
  ...{ tickSize: 1, lotSize: 1, minPrice: 1, maxPrice: 100, maxQuantity: 100, createdBy: 1 },
};

it('writes every nanosecond of a time, as a bare number, and names as JSON', () => {
  const trade = {
    ...{ instrumentId: 7, price: 100, quantity: 3, aggressorSide: Side.Buy, transactTimeNs: TIME_NS },
    ...{ makerOrderId: 1, makerPartyNumber: 1, makerLeavesQuantity: 2 },
    ...{ takerOrderId: 2, takerPartyNumber: 2, takerLeavesQuantity: 0 },
  };
  expect(tradeText(trade, parties)).toBe(
    '{"instrument_id":7,"price_cents":100,"quantity":3,"timestamp":1795348099038021739,"maker_order_id":1,' +
      '"maker_party_id":"\\"1\\"","taker_order_id":2,"taker_party_id":"\\"2\\"","maker_is_buyer":false,' +
      '"maker_quantity_remaining":2,"taker_quantity_remaining":0}',
  );
  const order = {
    orderId: 2,
    terms: {
      ...{ partyNumber: 2, instrumentId: 7, side: Side.Sell, clientOrderId: '', price: 100, quantity: 3 },
      ...{ orderType: OrderType.Limit, timeInForce: TimeInForce.ImmediateOrCancel },
    },
    progress: {
      ...{ leavesQuantity: 0, cumQuantity: 1, canceledQuantity: 2, notional: 100n },
      ...{ acceptTimeNs: TIME_NS, transactTimeNs: 0n },
    },
  };
  expect(orderText(order, parties)).toBe(
    '{"order_type":"IOC","side":"SELL","instrument_id":7,"price_cents":100,"quantity":3,' +
      '"timestamp":1795348099038021739,"order_id":2,"party_id":"\\"2\\"","cancelled":true,' +
      '"filled_quantity":1,"remaining_quantity":0}',
  );
});

const PLACED = {
  ...({ kind: 'placed', orderId: 3, clientOrderId: '', orderStatus: 3, sequence: 9 } as const),
  ...{ transactTimeNs: TIME_NS, cumQuantity: 3, leavesQuantity: 0, canceledQuantity: 0, isRepeat: false },
  cancelReason: undefined,
  fills: [1, 2].map((quantity) => ({
    ...{ tradeId: quantity, price: 100, quantity, makerOrderId: quantity, makerPartyNumber: 1 },
    makerLeavesQuantity: 0,
  })),
};
const TERMS = {
  ...{ partyNumber: 2, instrumentId: 7, side: Side.Sell, clientOrderId: '' },
  ...{ orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled, price: 1, quantity: 3 },
};

it('tells after each trade of an answer what the taker had left', () => {
  const answer = JSON.parse(placedText({ ...PLACED, fillCount: 2 }, TERMS, parties));
  expect(answer.trades).toMatchObject([
    { taker_quantity_remaining: 2, maker_is_buyer: true },
    { taker_quantity_remaining: 0, maker_is_buyer: true },
  ]);
  expect(answer).not.toHaveProperty('trade_count');
});

it('tells how many trades there were when an answer does not list them all', () => {
  expect(JSON.parse(placedText({ ...PLACED, fillCount: 5_000 }, TERMS, parties))).toMatchObject({
    trades: [{}, {}],
    trade_count: 5_000,
  });
});

it.each([
  [1_795_348_077_984_000_000n, '2026-11-22T11:47:57.984000'],
  [1_795_348_077_000_999_999n, '2026-11-22T11:47:57'],
  [1_795_348_077_001_000_000n, '2026-11-22T11:47:57.001000'],
])('writes the date %s as %s, as Python does', (createTimeNs, date) => {
  expect(instrumentText({ ...INSTRUMENT, createTimeNs }, parties)).toBe(
    `{"instrument_id":7,"instrument_name":"Café ☕","instrument_description":"","created_time":"${date}","created_by":"\\"1\\""}`,
  );
});
