import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBatch, decodeInSlices } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import {
  batches,
  EVENT_KINDS,
  encode,
  encodeWithProtobufEs,
  expectedOf,
  handOverBatch,
  RecordingSink,
} from './events.ts';

test('a batch is byte for byte what protobuf-es writes', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      expect(Buffer.from(encode(batch))).toEqual(Buffer.from(encodeWithProtobufEs(batch)));
    }),
    { numRuns: 500 },
  );
});

test('decoding hands over what was encoded', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const sink = new RecordingSink();
      const decoded = decodeBatch(encode(batch), sink);
      const expected = expectedOf(batch);
      expect({ calls: sink.calls, frames: sink.frames }).toEqual(expected);
      expect(decoded).toEqual({
        firstSequence: batch.firstSequence,
        lastSequence: expected.calls.at(-1)?.sequence,
        lastTimeNs: expected.calls.at(-1)?.timeNs,
      });
    }),
    { numRuns: 500 },
  );
});

test('a consumer is called for the kinds that it has methods for, in whole frames', () => {
  fc.assert(
    fc.property(batches, fc.subarray(EVENT_KINDS), (batch, wanted) => {
      const sink = new RecordingSink();
      const some = Object.fromEntries(
        ['begin', ...wanted, 'end'].map((name) => [name, Reflect.get(sink, name).bind(sink)]),
      );
      decodeBatch(encode(batch), some);
      const { calls, frames } = expectedOf(batch);
      expect(sink.calls).toEqual(calls.filter(({ call }) => wanted.includes(call.name)));
      expect(sink.frames).toEqual(frames);
    }),
  );
});

test('slices together hand over the same, and none is larger than its bound', () => {
  fc.assert(
    fc.property(batches, fc.integer({ min: 1, max: 8 }), (batch, bound) => {
      const sink = new RecordingSink();
      const decoding = decodeInSlices(encode(batch), sink, bound);
      for (let before = 0; decoding.next().done !== true; before = sink.calls.length) {
        expect(sink.calls.length - before).toBe(bound);
      }
      expect({ calls: sink.calls, frames: sink.frames }).toEqual(expectedOf(batch));
    }),
  );
});

test('one encoder writes batch after batch', () => {
  fc.assert(
    fc.property(fc.array(batches, { minLength: 2, maxLength: 4 }), (several) => {
      const encoder = new BatchEncoder();
      for (const batch of several) {
        handOverBatch(encoder, batch);
        const { firstSequence, calls } = { firstSequence: batch.firstSequence, ...expectedOf(batch) };
        expect([encoder.firstSequence, encoder.eventCount]).toEqual([firstSequence, calls.length]);
        expect(encoder.lastSequence).toBe(firstSequence + calls.length - 1);
        expect(Buffer.from(encoder.take())).toEqual(Buffer.from(encode(batch)));
      }
    }),
  );
});

test('no bytes break the decoder: it reads them or says that they are damaged', () => {
  const changed = fc.tuple(batches, fc.nat(), fc.nat(255));
  fc.assert(
    fc.property(changed, ([batch, place, value]) => {
      const bytes = encode(batch);
      bytes[place % bytes.length] = value;
      try {
        decodeBatch(bytes, new RecordingSink());
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a batch that is cut inside a frame is damaged', () => {
  fc.assert(
    fc.property(batches, fc.nat(), (batch, place) => {
      const whole = encode(batch);
      const shorter =
        batch.frames.length > 1 ? encode({ ...batch, frames: batch.frames.slice(0, -1) }).length : 0;
      const length = shorter + 1 + (place % (whole.length - shorter - 1));
      expect(() => decodeBatch(whole.subarray(0, length), {})).toThrow(DamagedError);
    }),
  );
});
