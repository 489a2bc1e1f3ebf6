import { BSON, Long } from 'mongodb';
import { expect, test } from 'vitest';
import { integer, orderDocument } from '../../src/writers/mongo/documents.ts';
import { order } from './frames.ts';

const TIME_NS = 1_795_348_097_956_640_745n;
const ORDER = order({
  orderId: 2 ** 48 - 1,
  partyId: '2',
  instrumentId: 2 ** 32 - 1,
  price: 2 ** 31 - 1,
  acceptTimeNs: TIME_NS,
});

test('an integer is an int as long as it fits, then a long, and never a double', () => {
  expect(integer(2 ** 31 - 1)).toBe(2 ** 31 - 1);
  expect(integer(2 ** 31)).toEqual(Long.fromNumber(2 ** 31));
  const stored = BSON.deserialize(BSON.serialize(orderDocument(ORDER)), { promoteValues: false });
  const { order_id, instrument_id, price_cents, timestamp } = stored;
  expect([order_id, instrument_id, timestamp].every(Long.isLong)).toBe(true);
  expect(price_cents).toEqual(new BSON.Int32(2 ** 31 - 1));
  expect(order_id.toBigInt()).toBe(2n ** 48n - 1n);
  expect(timestamp.toBigInt()).toBe(TIME_NS);
});

test('the object id tells the second and differs for every order of it', () => {
  const { _id } = orderDocument(ORDER);
  expect(_id.getTimestamp()).toEqual(new Date(1_795_348_097_000));
  expect(orderDocument(ORDER)._id).toEqual(_id);
  expect(orderDocument({ ...ORDER, orderId: 1 })._id).not.toEqual(_id);
});
