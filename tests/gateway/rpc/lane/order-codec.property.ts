import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  type Message,
  type MessageShape,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OrderReferenceSchema } from '../../../../gen/redleaf/v1/order_pb.ts';
import {
  readAmendOrderRequest,
  readCancelAllOrdersRequest,
  readCancelOrderRequest,
  readOrderCommand,
  readOrderEntryRequest,
  readOrderReference,
  readPlaceOrderRequest,
} from '../../../../gen/redleaf/v1/order_service_codec.ts';
import {
  AmendOrderRequestSchema,
  AmendOrderResponseSchema,
  CancelAllOrdersRequestSchema,
  CancelAllOrdersResponseSchema,
  CancelOrderRequestSchema,
  CancelOrderResponseSchema,
  OrderCommandSchema,
  OrderEntryRequestSchema,
  OrderEntryResponseSchema,
  PlaceOrderRequestSchema,
  PlaceOrderResponseSchema,
} from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { Fill, Reply } from '../../../../src/domain/command.ts';
import { MAX_COMMANDS_PER_FRAME, MAX_PRICE } from '../../../../src/domain/limits.ts';
import {
  fromAllCanceled,
  fromAmended,
  fromCanceled,
  fromPlaced,
  fromReplies,
} from '../../../../src/gateway/rpc/convert-responses.ts';
import { decodeRequest } from '../../../../src/gateway/rpc/lane/decode-request.ts';
import {
  encodeAllCanceled,
  encodeAmended,
  encodeCanceled,
  encodePlaced,
  encodeReplies,
} from '../../../../src/gateway/rpc/lane/encode-replies.ts';
import { BINARY_OPTIONS } from '../../../../src/gateway/rpc/message-limits.ts';
import { createMessageCount } from '../../../../src/gateway/rpc/message-values.ts';
import { RequestReader } from '../../../../src/wire/request-reader.ts';
import { envelope } from '../raw-grpc.ts';
import { allCanceled, amended, canceled, placed, replies, text, uint64 } from './order-replies.ts';

interface Reader<Desc extends DescMessage = DescMessage> {
  readonly schema: Desc;
  read(bytes: Buffer): MessageShape<Desc> | undefined;
  decode(bytes: Buffer): MessageShape<Desc>;
}

function reader<Desc extends DescMessage>(
  schema: Desc,
  read: (reader: RequestReader, end: number) => MessageShape<Desc> | undefined,
): Reader<Desc> {
  return {
    schema,
    read: (bytes) => read(new RequestReader(bytes), bytes.length),
    decode: (bytes) => decodeRequest(schema, read, bytes),
  };
}

const READERS: readonly Reader[] = [
  reader(PlaceOrderRequestSchema, readPlaceOrderRequest),
  reader(AmendOrderRequestSchema, readAmendOrderRequest),
  reader(CancelOrderRequestSchema, readCancelOrderRequest),
  reader(CancelAllOrdersRequestSchema, readCancelAllOrdersRequest),
  reader(OrderEntryRequestSchema, readOrderEntryRequest),
  // Parts of these: two of one part are merged.
  reader(OrderCommandSchema, readOrderCommand),
  reader(OrderReferenceSchema, readOrderReference),
];

/** A message, or that there is none. */
function outcome<Message>(decode: () => Message): Message | 'refused' {
  try {
    return decode();
  } catch {
    return 'refused';
  }
}

/** Varints of any length up to beyond what is allowed, with zeros at their end. */
const varint = fc.oneof(
  fc.nat(4).map((value) => [value]),
  fc
    .tuple(fc.array(fc.integer({ min: 0x80, max: 0xff }), { maxLength: 11 }), fc.nat(0x7f))
    .map(([more, last]) => [...more, last]),
);
const malformedText = fc.uint8Array({ maxLength: 8 }).map((bytes) => [...bytes]);
const asciiText = fc.string({ maxLength: 40 }).map((value) => [...Buffer.from(value)]);

/** A value of a field, of its own wire type or of another. */
function rawField(
  number: number,
  wireType: number,
  content: fc.Arbitrary<readonly number[]>,
): fc.Arbitrary<number[]> {
  const tag = [...new BinaryWriter().uint32(number * 8 + wireType).finish()];
  switch (wireType) {
    case 0:
      return varint.map((value) => [...tag, ...value]);
    case 1:
      return fc.uint8Array({ minLength: 8, maxLength: 8 }).map((value) => [...tag, ...value]);
    case 2:
      return fc.tuple(content, fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -1, 200)).map(([value, wrong]) => {
        const length = new BinaryWriter().uint32(Math.max(0, value.length + wrong)).finish();
        return [...tag, ...length, ...value];
      });
    case 3:
      return content.map((value) => [
        ...tag,
        ...value,
        ...new BinaryWriter().uint32(number * 8 + 4).finish(),
      ]);
    case 5:
      return fc.uint8Array({ minLength: 4, maxLength: 4 }).map((value) => [...tag, ...value]);
    default:
      return fc.constant(tag);
  }
}

function ownWireType(field: DescField): number {
  const isLengthDelimited =
    field.message !== undefined || (field.fieldKind === 'scalar' && field.scalar === ScalarType.STRING);
  return isLengthDelimited ? 2 : 0;
}

/** The fields of a message in any order, any number of times: mostly as they should be, now and then not. */
function rawMessage(desc: DescMessage): fc.Arbitrary<number[]> {
  const anyContent = fc.oneof(asciiText, malformedText);
  const known = desc.fields.map((field) =>
    rawField(
      field.number,
      ownWireType(field),
      field.message === undefined ? anyContent : rawMessage(field.message),
    ),
  );
  const strange = fc
    .tuple(fc.nat(20), fc.nat(7))
    .chain(([number, wireType]) => rawField(number, wireType, anyContent));
  const fields = fc.oneof(...known.map((arbitrary) => ({ arbitrary, weight: 20 })), {
    arbitrary: strange,
    weight: 1,
  });
  return fc.array(fields, { maxLength: desc.fields.length + 1 }).map((all) => all.flat());
}

/** The values of fields: those that clients send, or all of the right types. */
interface Values {
  readonly strangeEnums: readonly number[];
  readonly text: fc.Arbitrary<string>;
  readonly uint64: fc.Arbitrary<bigint>;
}

const ALL_VALUES: Values = { strangeEnums: [99, -1], text, uint64 };
const USUAL_VALUES: Values = {
  strangeEnums: [],
  text: fc.string({ maxLength: 140 }),
  uint64: uint64.map((value) => BigInt.asUintN(63, value)),
};

function fieldValue(field: DescField, values: Values): fc.Arbitrary<unknown> {
  if (field.message !== undefined) {
    const message = messageOf(field.message, values);
    return field.fieldKind === 'list' ? fc.array(message, { maxLength: 5 }) : message;
  }
  if (field.enum !== undefined)
    return fc.constantFrom(...field.enum.values.map(({ number }) => number), ...values.strangeEnums);
  switch (field.scalar) {
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.STRING:
      return values.text;
    case ScalarType.UINT32:
      return fc.integer({ min: 0, max: 2 ** 32 - 1 });
    case ScalarType.INT64:
      return values.uint64.map((value) => BigInt.asIntN(64, value));
    default:
      return values.uint64;
  }
}

function messageOf(desc: DescMessage, values: Values): fc.Arbitrary<Message> {
  const members = desc.members.map((member) => {
    if (member.kind === 'field') return [member.localName, fieldValue(member, values)] as const;
    const cases = member.fields.map((field) =>
      fc.record({ case: fc.constant(field.localName), value: fieldValue(field, values) }),
    );
    return [member.localName, fc.oneof(...cases)] as const;
  });
  return fc.record(Object.fromEntries(members), { requiredKeys: [] }).map((init) => create(desc, init));
}

function encoded(desc: DescMessage, values = ALL_VALUES): fc.Arbitrary<Buffer> {
  return messageOf(desc, values).map((message) => Buffer.from(toBinary(desc, message)));
}

/** Valid messages of which a few bytes are changed, cut out, or put in. */
function damaged(desc: DescMessage): fc.Arbitrary<Buffer> {
  const damage = fc.record({
    at: fc.nat(),
    cut: fc.nat(2),
    put: fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0, 0x80, 0xff, 0x0a)), { maxLength: 2 }),
  });
  return fc.tuple(encoded(desc), fc.array(damage, { minLength: 1, maxLength: 3 })).map(([bytes, damages]) => {
    let result = bytes;
    for (const { at, cut, put } of damages) {
      const start = at % (result.length + 1);
      result = Buffer.concat([result.subarray(0, start), Buffer.from(put), result.subarray(start + cut)]);
    }
    return result;
  });
}

/** Two messages one after the other are one, merged. */
function merged(desc: DescMessage): fc.Arbitrary<Buffer> {
  return fc.tuple(encoded(desc), encoded(desc)).map((both) => Buffer.concat(both));
}

/** A part of some other bytes, as a message is a part of what arrives. */
function inside(bytes: Buffer, before: number, after: number): Buffer {
  return Buffer.concat([Buffer.alloc(before, 0x08), bytes, Buffer.alloc(after)]).subarray(
    before,
    before + bytes.length,
  );
}

test.each(READERS)('$schema.typeName is read, or refused, as protobuf-es does', ({ schema, decode }) => {
  const bytes = fc.oneof(
    encoded(schema),
    damaged(schema),
    merged(schema),
    rawMessage(schema).map((raw) => Buffer.from(raw)),
    fc.uint8Array({ maxLength: 40 }).map((raw) => Buffer.from(raw)),
  );
  fc.assert(
    fc.property(bytes, fc.nat(3), fc.nat(3), (message, before, after) => {
      const expected = outcome(() => fromBinary(schema, message, BINARY_OPTIONS));
      expect(outcome(() => decode(inside(message, before, after)))).toStrictEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test.each(READERS)('$schema.typeName as clients send it is read without protobuf-es', ({ schema, read }) => {
  fc.assert(
    fc.property(encoded(schema, USUAL_VALUES), (bytes) => {
      expect(read(bytes)).toStrictEqual(fromBinary(schema, bytes, BINARY_OPTIONS));
    }),
    { numRuns: 500 },
  );
});

test('a frame with more messages than its bound is left to protobuf-es', () => {
  const countMessages = createMessageCount(OrderEntryRequestSchema);
  fc.assert(
    fc.property(encoded(OrderEntryRequestSchema, USUAL_VALUES), fc.nat(15), (bytes, max) => {
      const read = readOrderEntryRequest(new RequestReader(bytes, max), bytes.length);
      expect(read === undefined).toBe(countMessages(bytes, max) > max);
    }),
    { numRuns: 500 },
  );
});

test('each reply is byte for byte what protobuf-es writes', () => {
  const check = (actual: Buffer, expected: Uint8Array) => expect(actual).toEqual(envelope(expected));
  fc.assert(
    fc.property(placed, amended, canceled, allCanceled, uint64, (one, two, three, four, epoch) => {
      check(encodePlaced(one, epoch), toBinary(PlaceOrderResponseSchema, fromPlaced(one, epoch)));
      check(encodeAmended(two, epoch), toBinary(AmendOrderResponseSchema, fromAmended(two, epoch)));
      check(encodeCanceled(three, epoch), toBinary(CancelOrderResponseSchema, fromCanceled(three, epoch)));
      check(
        encodeAllCanceled(four, epoch),
        toBinary(CancelAllOrdersResponseSchema, fromAllCanceled(four, epoch)),
      );
    }),
    { numRuns: 500 },
  );
});

function expectSame(all: readonly Reply[], epoch: bigint): void {
  const expected = toBinary(OrderEntryResponseSchema, fromReplies(all, epoch));
  expect(encodeReplies(all, epoch)).toEqual(envelope(expected));
}

test('the replies to a frame are byte for byte what protobuf-es writes', () => {
  fc.assert(fc.property(replies, uint64, expectSame), { numRuns: 1_000 });
});

test('so are the replies to the largest frame', () => {
  const [reply] = fc.sample(placed, 1);
  if (reply === undefined) throw new Error('there is no sample');
  const fill = { makerPartyNumber: 0, makerLeavesQuantity: 0 };
  const numbers = { tradeId: MAX_PRICE, price: MAX_PRICE, quantity: MAX_PRICE, makerOrderId: MAX_PRICE };
  const fills = Array<Fill>(40).fill({ ...fill, ...numbers });
  expectSame(Array<Reply>(MAX_COMMANDS_PER_FRAME).fill({ ...reply, clientOrderId: '', fills }), 1n);
});

test('a reply that cannot be written leaves nothing for the next one', () => {
  fc.assert(
    fc.property(placed, uint64, (reply, epoch) => {
      expect(() => encodePlaced({ ...reply, sequence: -1 }, epoch)).toThrow(RangeError);
      expect(encodePlaced(reply, epoch)).toEqual(
        envelope(toBinary(PlaceOrderResponseSchema, fromPlaced(reply, epoch))),
      );
    }),
  );
});
