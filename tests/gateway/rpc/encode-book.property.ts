import { fromBinary, fromJsonString, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OrderBookSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import {
  GetOrderBookResponseSchema,
  StreamOrderBookResponseSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { MAX_OPEN_ORDERS, MAX_QUANTITY } from '../../../src/domain/limits.ts';
import type { BookMessage } from '../../../src/feeds/book-message.ts';
import { fromBookMessage, fromBookSnapshot } from '../../../src/gateway/rpc/convert-responses.ts';
import { cutOrderBook, encodeBookInParts, encodeOrderBook } from '../../../src/gateway/rpc/encode-book.ts';
import { encodedBookMessage } from '../../../src/gateway/rpc/encoded-book-message.ts';
import { orderBookText } from '../../../src/gateway/rpc/order-book-text.ts';

/** Numbers at which an encoding grows by a byte. They are as frequent as all others. */
const edges = Array.from({ length: 53 }, (_, bits) => 2 ** bits).flatMap((value) => [value - 1, value]);
const number = fc.oneof(fc.constantFrom(...edges, 2 ** 53 - 1), fc.maxSafeNat());
const uint32 = number.map((value) => value % 2 ** 32);
/** Powers of ten, at which a text grows by a digit. */
const tens = Array.from({ length: 16 }, (_, digits) => 10 ** digits).flatMap((value) => [value - 1, value]);
/** All orders that may be open, each of the largest quantity. */
const MOST = BigInt(MAX_OPEN_ORDERS) * BigInt(MAX_QUANTITY);
/** Total quantity of many orders. Sums are numbers up to 2^53 − 1. */
const quantity = fc.oneof(
  number,
  fc.constantFrom(...tens),
  fc.constantFrom(2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n, 10n ** 22n - 1n, 10n ** 22n, MOST),
  fc.bigInt({ min: 2n ** 53n, max: MOST }),
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

it('a book in its parts is the same book', () => {
  fc.assert(
    fc.property(snapshots, fc.nat({ max: 60 }), (snapshot, depth) => {
      const { bids, asks } = snapshot;
      const cut = { ...snapshot, bids: bids.slice(0, depth), asks: asks.slice(0, depth) };
      const read = Buffer.from(cutOrderBook(encodeBookInParts(snapshot), depth));
      expect(read).toEqual(Buffer.from(encodeOrderBook(cut)));
    }),
  );
});

it('a book as text has the digits of every level', async () => {
  await fc.assert(
    fc.asyncProperty(snapshots, async (snapshot) => {
      const text = await orderBookText(snapshot, { next: async () => {} });
      const { orderBook } = fromJsonString(GetOrderBookResponseSchema, text);
      expect(orderBook).toEqual(fromBookSnapshot(snapshot));
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
