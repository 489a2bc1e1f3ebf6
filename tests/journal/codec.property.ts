import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QuietSink } from '../../src/domain/quiet-sink.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import {
  batches,
  encode,
  encodeWithGeneratedCodec,
  eventCalls,
  expectedCalls,
  RecordingSink,
  tell,
} from './events.ts';

test('a batch is byte for byte what the generated codec writes', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      expect(Buffer.from(encode(batch))).toEqual(Buffer.from(encodeWithGeneratedCodec(batch)));
    }),
    { numRuns: 500 },
  );
});

test('decoding tells what was encoded', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const sink = new RecordingSink();
      const decoded = decodeBatch(encode(batch), sink);
      const expected = expectedCalls(batch);
      expect(sink.calls).toEqual(expected);
      expect(decoded).toEqual({
        firstSequence: batch.firstSequence,
        lastSequence: batch.firstSequence + batch.events.length - 1,
        lastTimeNs: expected.at(-1)?.timeNs,
      });
    }),
    { numRuns: 500 },
  );
});

test('one `at` for the events of a command numbers them and gives them one time', () => {
  const commands = fc.array(
    fc.record({ elapsedNs: fc.nat(), calls: fc.array(eventCalls, { maxLength: 4 }) }),
    { minLength: 1, maxLength: 10 },
  );
  fc.assert(
    fc.property(commands, (made) => {
      const live = new BatchEncoder();
      const expected: RecordingSink['calls'] = [];
      let timeNs = 5n;
      for (const { elapsedNs, calls } of made) {
        timeNs += BigInt(elapsedNs);
        live.at(expected.length + 1, timeNs);
        for (const call of calls) {
          expected.push({ sequence: expected.length + 1, timeNs, call });
          tell(live, call);
        }
      }
      fc.pre(expected.length > 0);
      expect([live.firstSequence, live.lastSequence, live.eventCount]).toEqual([
        1,
        expected.length,
        expected.length,
      ]);
      const sink = new RecordingSink();
      decodeBatch(live.take(), sink);
      expect(sink.calls).toEqual(expected);
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
        decodeBatch(bytes, new QuietSink());
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a batch that is cut inside an event is damaged', () => {
  fc.assert(
    fc.property(batches, fc.nat(), (batch, place) => {
      const whole = encode(batch);
      const shorter =
        batch.events.length > 1 ? encode({ ...batch, events: batch.events.slice(0, -1) }).length : 0;
      const length = shorter + 1 + (place % (whole.length - shorter - 1));
      expect(() => decodeBatch(whole.subarray(0, length), new QuietSink())).toThrow(DamagedError);
    }),
  );
});
