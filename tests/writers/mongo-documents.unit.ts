import { BSON, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import type { OrderState } from '../../src/follower/writer.ts';
import { integer, orderDocument } from '../../src/writers/mongo/documents.ts';

const ORDER: OrderState = {
  orderId: 2 ** 48 - 1,
  clientOrderId: '',
  instrumentId: 2 ** 32 - 1,
  partyId: '2',
  partyNumber: 1,
  side: Side.Buy,
  kind: 'GTC',
  price: 2 ** 31 - 1,
  quantity: 5,
  leavesQuantity: 5,
  cumQuantity: 0,
  canceledQuantity: 0,
  notional: 0,
  acceptTimeNs: 1_795_348_097_956_640_745n,
  transactTimeNs: 1_795_348_097_956_640_745n,
};

test('an integer is an int as long as it fits, then a long, and never a double', () => {
  expect(integer(2 ** 31 - 1)).toBe(2 ** 31 - 1);
  expect(integer(2 ** 31)).toEqual(Long.fromNumber(2 ** 31));
  const stored = BSON.deserialize(BSON.serialize(orderDocument(ORDER)), { promoteValues: false });
  const { order_id, instrument_id, price_cents, timestamp } = stored;
  expect([order_id, instrument_id, timestamp].every(Long.isLong)).toBe(true);
  expect(price_cents).toEqual(new BSON.Int32(2 ** 31 - 1));
  expect(order_id.toBigInt()).toBe(2n ** 48n - 1n);
  expect(timestamp.toBigInt()).toBe(ORDER.acceptTimeNs);
});

test('the object id tells the second and differs for every order of it', () => {
  const { _id } = orderDocument(ORDER);
  expect(_id.getTimestamp()).toEqual(new Date(1_795_348_097_000));
  expect(orderDocument(ORDER)._id).toEqual(_id);
  expect(orderDocument({ ...ORDER, orderId: 1 })._id).not.toEqual(_id);
});
