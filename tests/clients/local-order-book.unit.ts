import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { LocalOrderBook } from '@redleaf/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamOrderBookResponseSchema } from '../../gen/redleaf/v1/market_data_service_pb.ts';

type Update = MessageInitShape<typeof StreamOrderBookResponseSchema>;

const message = (init: Update) => create(StreamOrderBookResponseSchema, { instrumentId: 7, ...init });
const level = (price: number, quantity: number) => ({
  price: BigInt(price),
  quantity: String(quantity),
  orderCount: quantity,
});

function bookWith(bids: [number, number][], asks: [number, number][]): LocalOrderBook {
  const book = new LocalOrderBook(7);
  const snapshot = { bids: bids.map(([p, q]) => level(p, q)), asks: asks.map(([p, q]) => level(p, q)) };
  book.apply(message({ sequence: 10n, update: { case: 'snapshot', value: snapshot } }));
  return book;
}

const plain = (levels: LocalOrderBook['bids']) =>
  levels.map(({ price, quantity }) => [Number(price), Number(quantity)]);

describe('the local order book', () => {
  it('starts from the snapshot', () => {
    const book = bookWith([[99, 5]], [[101, 6]]);
    expect(book.sequence).toBe(10n);
    expect(plain(book.bids)).toEqual([[99, 5]]);
    expect(plain(book.asks)).toEqual([[101, 6]]);
  });

  it('replaces, adds and removes levels, best prices first', () => {
    const book = bookWith(
      [
        [99, 5],
        [97, 2],
      ],
      [
        [101, 6],
        [103, 1],
      ],
    );
    const delta = { bids: [level(98, 3), level(99, 0)], asks: [level(100, 1), level(103, 9)] };
    expect(
      book.apply(message({ previousSequence: 10n, sequence: 12n, update: { case: 'delta', value: delta } })),
    ).toBe(true);
    expect(plain(book.bids)).toEqual([
      [98, 3],
      [97, 2],
    ]);
    expect(plain(book.asks)).toEqual([
      [100, 1],
      [101, 6],
      [103, 9],
    ]);
    expect(book.sequence).toBe(12n);
  });

  it('takes a heartbeat and a level that was gone already', () => {
    const book = bookWith([], [[101, 6]]);
    expect(
      book.apply(message({ previousSequence: 10n, sequence: 10n, update: { case: 'heartbeat', value: {} } })),
    ).toBe(true);
    const delta = { bids: [level(98, 0)] };
    book.apply(message({ previousSequence: 10n, sequence: 11n, update: { case: 'delta', value: delta } }));
    expect(plain(book.bids)).toEqual([]);
    expect(plain(book.asks)).toEqual([[101, 6]]);
  });

  it('refuses a message when one is missing before it, and stays as it was', () => {
    const book = bookWith([[99, 5]], []);
    const delta = { bids: [level(99, 0)] };
    expect(
      book.apply(message({ previousSequence: 11n, sequence: 12n, update: { case: 'delta', value: delta } })),
    ).toBe(false);
    expect(plain(book.bids)).toEqual([[99, 5]]);
    expect(book.sequence).toBe(10n);
  });

  it('is whole when the last part of the snapshot is there, and not again before the last part of the next', () => {
    const book = new LocalOrderBook(7);
    expect(book.isWhole).toBe(false);
    const part = (previousSequence: bigint, price: number, hasMoreLevels: boolean) => {
      const value = { bids: [level(price, 1)] };
      const kind = previousSequence === 0n ? 'snapshot' : 'delta';
      const update = { case: kind, value } as const;
      return message({ previousSequence, sequence: 10n, update, hasMoreLevels });
    };
    for (const _connection of ['first', 'second']) {
      expect(book.apply(part(0n, 99, true))).toBe(true);
      expect(book.apply(part(10n, 98, true))).toBe(true);
      expect(book.isWhole).toBe(false);
      expect(book.apply(part(10n, 97, false))).toBe(true);
      expect(book.isWhole).toBe(true);
      expect(plain(book.bids).map(([price]) => price)).toEqual([99, 98, 97]);
    }
  });

  it('has sums beyond 64 bits', () => {
    const book = bookWith([[99, 5]], []);
    const quantity = String(2n ** 64n + 1n);
    const delta = { bids: [{ ...level(99, 1), quantity }] };
    book.apply(message({ previousSequence: 10n, sequence: 11n, update: { case: 'delta', value: delta } }));
    expect(book.bids.map((each) => each.quantity)).toEqual([quantity]);
  });

  it('begins again with the next snapshot', () => {
    const book = bookWith([[99, 5]], []);
    const snapshot = { asks: [level(50, 1)] };
    expect(book.apply(message({ sequence: 5n, update: { case: 'snapshot', value: snapshot } }))).toBe(true);
    expect(plain(book.bids)).toEqual([]);
    expect(plain(book.asks)).toEqual([[50, 1]]);
  });

  it('is what a map of its levels is, whatever the deltas', () => {
    const change = fc.record({
      price: fc.integer({ min: 1, max: 12 }),
      quantity: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const book = bookWith([], []);
        const expected = new Map<number, number>();
        changes.forEach(({ price, quantity }, index) => {
          const value = { bids: [level(price, quantity)], asks: [level(price, quantity)] };
          const sequence = BigInt(10 + index);
          book.apply(
            message({
              previousSequence: sequence,
              sequence: sequence + 1n,
              update: { case: 'delta', value },
            }),
          );
          expected.set(price, quantity);
        });
        const asks = [...expected].filter(([, quantity]) => quantity > 0).sort(([a], [b]) => a - b);
        expect(plain(book.asks)).toEqual(asks);
        expect(plain(book.bids)).toEqual(asks.toReversed());
      }),
    );
  });
});
