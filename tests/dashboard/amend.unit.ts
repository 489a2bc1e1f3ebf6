import { create } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { checkAmend, consequenceOf } from '../../clients/dashboard/core/amend.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import { OrderSchema, OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';

const ACME = create(InstrumentSchema, {
  ...{ instrumentId: 1, symbol: 'ACME', priceScale: 2, tickSize: 5n, minPrice: 5n, lotSize: 1n },
  ...{ maxPrice: 100_000n, maxQuantity: 1_000n },
});
const ORDER = create(OrderSchema, {
  ...{ orderId: 7n, instrumentId: 1, side: Side.BUY, orderType: OrderType.LIMIT },
  ...{ price: 10_050n, quantity: 10n, leavesQuantity: 6n, cumQuantity: 4n },
});

it.each([
  ['100.50', '10', {}],
  ['100.55', '10', { price: 10_055 }],
  ['100.5', '8', { quantity: 8 }],
  ['1.00', '11', { price: 100, quantity: 11 }],
])('%s and %s send only what differs', (price, quantity, change) => {
  expect(checkAmend(ORDER, { price, quantity }, ACME)).toEqual({ change });
});

it('what is wrong stands at its field, and nothing is to be sent', () => {
  const { problems } = checkAmend(ORDER, { price: '100.52', quantity: '' }, ACME);
  expect(problems).toEqual({
    price: 'is a multiple of the tick, 0.05: 100.50 or 100.55',
    quantity: 'is missing',
  });
});

it.each([
  [{}, ''],
  [{ quantity: 9 }, 'The order keeps its place in the queue.'],
  [{ quantity: 11 }, 'The order goes to the end of its queue.'],
  [{ price: 10_055, quantity: 9 }, 'The order goes to the end of its queue.'],
  [{ quantity: 4 }, 'This quantity is filled already: the order closes.'],
])('%j tells what becomes of the order', (change, text) => {
  expect(consequenceOf(ORDER, change)).toBe(text);
});
