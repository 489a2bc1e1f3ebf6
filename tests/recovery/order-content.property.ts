import { fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  InstrumentSchema,
  type Order as OrderMessage,
  OrderSchema,
} from '../../gen/redleaf/journal/v1/journal_pb.ts';
import {
  toInstrument,
  toInstrumentMessage,
  toOrder,
  toOrderMessage,
} from '../../src/recovery/order-content.ts';
import { instruments, orders } from '../journal/events.ts';

test('an order comes out of a snapshot as it went in', () => {
  fc.assert(
    fc.property(orders, (order) => {
      const stored = fromBinary(OrderSchema, toBinary(OrderSchema, toOrderMessage(order)));
      expect(toOrder(stored)).toEqual(order);
    }),
  );
});

test('so does an instrument, with what is not known of it', () => {
  fc.assert(
    fc.property(instruments, (instrument) => {
      const stored = toBinary(InstrumentSchema, toInstrumentMessage(instrument));
      expect(toInstrument(fromBinary(InstrumentSchema, stored))).toStrictEqual({ ...instrument });
    }),
  );
});

test.each<[string, (order: OrderMessage) => unknown, RegExp]>([
  ['a price above 2^53 - 1', ({ terms }) => Object.assign(terms ?? {}, { price: 2n ** 53n }), /is larger/],
  ['an unknown side', ({ terms }) => Object.assign(terms ?? {}, { side: 3 }), /side 3 is unknown/],
  ['no side', ({ terms }) => Object.assign(terms ?? {}, { side: 0 }), /side 0 is unknown/],
  ['no terms', (order) => delete order.terms, /no terms/],
  ['no progress', (order) => delete order.progress, /no progress/],
  [
    'a sum with leading zeros',
    ({ progress }) => Object.assign(progress ?? {}, { notional: Uint8Array.of(0, 1) }),
    /leading zeros/,
  ],
])('an order with %s is refused', (_name, spoil, expected) => {
  const [order] = fc.sample(orders, { numRuns: 1, seed: 7 });
  if (order === undefined) throw new Error('no order');
  const stored = toOrderMessage(order);
  spoil(stored);
  expect(() => toOrder(stored)).toThrow(RangeError);
  expect(() => toOrder(stored)).toThrow(expected);
});
