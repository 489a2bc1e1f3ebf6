import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Side } from '../../../src/domain/order.ts';
import { DepthBook } from '../../../src/feeds/depth-book.ts';
import { encodeOrderBook } from '../../../src/gateway/rpc/encode-book.ts';
import { EncodedBooks } from '../../../src/gateway/rpc/encoded-books.ts';

const LEVELS = 5_000;

function bookOf(levels: number, instrumentId = 7): DepthBook {
  const book = new DepthBook(instrumentId, 1, { heartbeatMs: 0 });
  for (let i = 0; i < levels; i += 1) {
    book.add(2 + i, Side.Buy, 1_000_000 - i, 1 + i);
    book.add(2 + i, Side.Sell, 1_000_001 + i * 1_000, 1 + i * i);
  }
  return book;
}

it('a book has the levels that are asked for, whatever was asked for before', () => {
  const books = [0, 1, 99, 100, 101, 1_001, LEVELS].map((levels) => bookOf(levels));
  const depth = fc.oneof(
    fc.constantFrom(1, 2, 99, 100, 101, 1_000, 1_001, LEVELS),
    fc.integer({ min: 1, max: LEVELS }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...books),
      fc.array(depth, { minLength: 1, maxLength: 4 }),
      (book, depths) => {
        const encoded = new EncodedBooks();
        for (const wanted of depths) {
          const expected = Buffer.from(encodeOrderBook(book.snapshot(wanted)));
          expect(Buffer.from(encoded.get(book, wanted)).equals(expected)).toBe(true);
        }
      },
    ),
  );
});

it('a book that has changed is encoded again', () => {
  const book = bookOf(3);
  const encoded = new EncodedBooks();
  encoded.get(book, 3);
  book.add(100, Side.Buy, 1_000_000, 5);
  expect(Buffer.from(encoded.get(book, 2))).toEqual(Buffer.from(encodeOrderBook(book.snapshot(2))));
});

it('asking for depth after depth encodes a book three times and keeps it once', () => {
  const book = bookOf(LEVELS);
  const encoded = new EncodedBooks();
  const snapshot = vi.spyOn(book, 'snapshot');
  encoded.get(book, LEVELS);
  const { keptBytes } = encoded;
  const other = new EncodedBooks();
  for (let depth = 1; depth <= LEVELS; depth += 7) other.get(book, depth);
  expect(snapshot).toHaveBeenCalledTimes(1 + 3);
  expect(other.keptBytes).toBe(keptBytes);
});

it('keeps no more bytes than it may, the latest used ones', () => {
  const encoded = new EncodedBooks();
  const books = Array.from({ length: 200 }, (_, index) => bookOf(LEVELS, index + 1));
  for (const book of books) encoded.get(book, LEVELS);
  expect(encoded.keptBytes).toBeLessThanOrEqual(16 * 1_024 * 1_024);
  const [first] = books;
  const last = books.at(-1);
  if (first === undefined || last === undefined) throw new Error('no books');
  const ofFirst = vi.spyOn(first, 'snapshot');
  const ofLast = vi.spyOn(last, 'snapshot');
  encoded.get(last, 10);
  encoded.get(first, 10);
  expect([ofFirst.mock.calls.length, ofLast.mock.calls.length]).toEqual([1, 0]);
});
