import { Code, ConnectError } from '@connectrpc/connect';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EnvelopeReader } from '../../../../src/gateway/rpc/lane/envelope-reader.ts';
import { envelope } from '../raw-grpc.ts';

const MAX_BYTES = 40;

/** Splits bytes at these places. */
function split(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

test('finds the messages however their bytes arrive, and counts what waits', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: MAX_BYTES }), { maxLength: 12 });
  fc.assert(
    fc.property(messages, fc.array(fc.nat(), { maxLength: 30 }), fc.boolean(), (sent, at, readsAtOnce) => {
      const bytes = Buffer.concat(sent.map((message) => envelope(message)));
      const reader = new EnvelopeReader(MAX_BYTES);
      const found: Uint8Array[] = [];
      let arrived = 0;
      let read = 0;
      const readAll = () => {
        for (let message = reader.next(); message !== undefined; message = reader.next()) {
          found.push(Uint8Array.from(message));
          read += 5 + message.length;
        }
      };
      for (const chunk of split(bytes, at)) {
        reader.add(chunk);
        arrived += chunk.length;
        if (readsAtOnce) readAll();
        expect(reader.waitingBytes).toBe(arrived - read);
      }
      readAll();
      reader.end();
      expect(found).toEqual(sent);
    }),
  );
});

test.each([
  ['is compressed', envelope(new Uint8Array(3), 1), Code.InvalidArgument],
  [
    'is too long, before it has arrived',
    envelope(new Uint8Array(), 0, MAX_BYTES + 1),
    Code.ResourceExhausted,
  ],
])('a message that %s is refused', (_what, bytes, code) => {
  const reader = new EnvelopeReader(MAX_BYTES);
  reader.add(Buffer.from(bytes));
  expect(() => reader.next()).toThrow(expect.objectContaining({ code }));
});

test.each([1, 5, 8])('a stream that ends behind %i bytes of a message is refused', (bytes) => {
  const reader = new EnvelopeReader(MAX_BYTES);
  reader.add(Buffer.from(envelope(new Uint8Array(4))).subarray(0, bytes));
  expect(reader.next()).toBeUndefined();
  expect(() => reader.end()).toThrow(ConnectError);
});

test('a long message that arrives byte by byte is not copied for each byte', () => {
  const length = 256_000;
  const bytes = Buffer.from(envelope(Buffer.alloc(length, 7)));
  const reader = new EnvelopeReader(length);
  const startMs = performance.now();
  for (let at = 0; at < bytes.length; at += 1) reader.add(bytes.subarray(at, at + 1));
  // A copy for each byte takes many seconds.
  expect(performance.now() - startMs).toBeLessThan(1_000);
  expect(reader.next()).toEqual(Buffer.alloc(length, 7));
});
