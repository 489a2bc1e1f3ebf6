import { fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OrderBookSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { StreamOrderBookResponseSchema } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { BookMessage } from '../../../src/feeds/book-message.ts';
import { fromBookMessage, fromBookSnapshot } from '../../../src/gateway/rpc/convert-responses.ts';
import { encodeOrderBook } from '../../../src/gateway/rpc/encode-book.ts';
import { encodedBookMessage } from '../../../src/gateway/rpc/encoded-book-message.ts';

/** Numbers at which an encoding grows by a byte. They are as frequent as all others. */
const edges = Array.from({ length: 53 }, (_, bits) => 2 ** bits).flatMap((value) => [value - 1, value]);
const number = fc.oneof(fc.constantFrom(...edges, 2 ** 53 - 1), fc.maxSafeNat());
const uint32 = number.map((value) => value % 2 ** 32);
/** Total quantity of many orders, up to the maximum of the field. */
const quantity = fc.oneof(
  number,
  fc.constantFrom(2n ** 53n, 2n ** 56n - 1n, 2n ** 56n, 2n ** 63n - 1n),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
);
const levels = fc.array(fc.record({ price: number, quantity, orderCount: uint32 }), {
  maxLength: 50,
});
const snapshots = fc.record({ instrumentId: uint32, sequence: number, bids: levels, asks: levels });

const EPOCH = 1_795_656_693_555_679n;

it('a book is byte for byte what the generated codec writes, behind its length', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const message = fromBookSnapshot(snapshot);
      const wrapped = toBinary(StreamOrderBookResponseSchema, fromBookMessage(first(snapshot), 0, EPOCH));
      const body = Buffer.from(toBinary(OrderBookSchema, message));
      const encoded = Buffer.from(encodeOrderBook(snapshot));
      expect(encoded.subarray(encoded.length - body.length)).toEqual(body);
      expect(Buffer.from(wrapped).includes(encoded)).toBe(true);
    }),
  );
});

it('a message of a stream is read as the one that the generated codec writes', () => {
  const message = fc.oneof(
    snapshots.map((snapshot): BookMessage => first(snapshot)),
    fc.record({
      previousSequence: number,
      sequence: number,
      delta: fc.record({ bids: levels, asks: levels }),
      hasMoreLevels: fc.boolean(),
    }),
    fc.record({ previousSequence: number, sequence: number, hasMoreLevels: fc.constant(false) }),
  );
  const read = (bytes: Uint8Array) => fromBinary(StreamOrderBookResponseSchema, bytes);
  fc.assert(
    fc.property(message, uint32, (item, instrumentId) => {
      const bytes = toBinary(StreamOrderBookResponseSchema, encodedBookMessage(item, instrumentId, EPOCH));
      expect(read(bytes)).toEqual(
        read(toBinary(StreamOrderBookResponseSchema, fromBookMessage(item, instrumentId, EPOCH))),
      );
    }),
  );
});

function first(snapshot: Parameters<typeof fromBookSnapshot>[0]): BookMessage {
  return { previousSequence: 0, sequence: snapshot.sequence, snapshot, hasMoreLevels: false };
}
