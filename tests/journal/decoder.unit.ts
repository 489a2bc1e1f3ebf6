import { readFileSync } from 'node:fs';
import { fromBinary, toJson } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { EventBatchSchema } from '../../gen/redleaf/journal/v1/journal_pb.ts';
import { QuietSink } from '../../src/domain/quiet-sink.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { encode, RecordingSink } from './events.ts';
import { goldenBatch } from './golden/v1-batch.ts';
import { goldenImport } from './golden/v1-import.ts';

function seenIn(bytes: Uint8Array): unknown {
  const sink = new RecordingSink();
  const decoded = decodeBatch(bytes, sink);
  const seen = JSON.stringify({ decoded, calls: sink.calls }, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return JSON.parse(seen);
}

describe.each([
  ['v1-batch', goldenBatch],
  ['v1-import', goldenImport],
])('golden file %s', (name, batch) => {
  const golden = readFileSync(new URL(`./golden/${name}.bin`, import.meta.url));
  const goldenJson: unknown = JSON.parse(
    readFileSync(new URL(`./golden/${name}.json`, import.meta.url), 'utf8'),
  );

  test('is read as it was', () => {
    expect(seenIn(golden)).toEqual(goldenJson);
  });

  test('is what is written today', () => {
    expect(Buffer.from(encode(batch))).toEqual(golden);
  });

  test('is a batch for the generated codec too', () => {
    expect(toJson(EventBatchSchema, fromBinary(EventBatchSchema, golden))).toMatchObject({
      formatVersion: 1,
      firstSequence: String(batch.firstSequence),
    });
  });
});

describe('refuses', () => {
  const header = [0x08, 1, 0x10, 7];
  // An OrderRested: order 5, instrument 1, side, price 3, leaves 4.
  const rested = (side: number) => [0x1a, 10, 0x08, 5, 0x10, 1, 0x18, side, 0x20, 3, 0x28, 4];
  const event = (...content: number[]) => [0x22, content.length, ...content];
  const read = (...parts: number[][]) => decodeBatch(Uint8Array.from(parts.flat()), new QuietSink());

  test('nothing that is whole', () => {
    expect(read(header, event(...rested(1)))).toEqual({ firstSequence: 7, lastSequence: 7, lastTimeNs: 0n });
  });

  const cases: [string, number[][], RegExp][] = [
    ['no bytes', [], /format version 0/],
    ['another format version', [[0x08, 2, 0x10, 7], event(...rested(1))], /format version 2 is unknown/],
    ['a batch without a sequence', [[0x08, 1], event(...rested(1))], /no sequence/],
    ['a batch without events', [header], /no events/],
    ['an unknown kind of event', [header, event(0x7a, 0)], /event 7 is of unknown kind 15/],
    ['a number where a time belongs', [header, event(0x52, 2, 0x68, 1)], /field 13 is not a time/],
    ['a sum that is no number', [header, event(0x5a, 3, 0x2a, 1, 0x78)], /a notional is not a number/],
    ['an event of no kind', [header, event()], /of no kind/],
    ['an event of two kinds', [header, event(...rested(1), ...rested(1))], /more than one kind/],
    ['an unknown side', [header, event(...rested(3))], /side 3 is unknown/],
    ['a missing side', [header, event(0x1a, 2, 0x08, 5)], /side 0 is unknown/],
    [
      'a price above 2^31 - 1',
      [header, event(0x1a, 6, 0x20, 0x80, 0x80, 0x80, 0x80, 0x08)],
      /field 4 is 2147483648/,
    ],
    [
      'a number above 2^53 - 1',
      [header, event(0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10)],
      /larger/,
    ],
    ['text where a number belongs', [header, event(0x1a, 2, 0x0a, 0)], /field 1 is not a number/],
    ['text that is not UTF-8', [header, event(0x12, 3, 0x4a, 1, 0xff)], /not UTF-8/],
    ['a field longer than its event', [header, event(0x12, 3, 0x4a, 9, 0x41)], /9 bytes are announced/],
    [
      'a number that runs out of its event',
      [header, [0x22, 4, 0x1a, 2, 0x08, 0x85], [0x01]],
      /longer than announced/,
    ],
    [
      'a time that runs out of its event',
      [header, event(...rested(1), 0x08), [0x05]],
      /longer than announced/,
    ],
    ['a head after events', [header, event(...rested(1)), header], /head of the batch/],
    ['a group', [header, [0x2b]], /wire type 3/],
  ];
  test.each(cases)('%s', (_name, parts, message) => {
    expect(() => read(...parts)).toThrow(DamagedError);
    expect(() => read(...parts)).toThrow(message);
  });

  test('and names the batch and the byte', () => {
    let place: unknown;
    try {
      read(header, event(...rested(3)));
    } catch (error) {
      place = error instanceof DamagedError ? error.place : undefined;
    }
    expect(place).toEqual({ sequence: 7, byteOffset: 18 });
  });

  test('but passes over unknown fields of known messages', () => {
    const unknownInEvent = [0x1a, 18, ...rested(1).slice(2), 0x78, 0xff, 0x01, 0x82, 0x02, 2, 0x41, 0x42];
    const unknownInBatch = [0x29, 1, 2, 3, 4, 5, 6, 7, 8, 0x35, 1, 2, 3, 4];
    expect(read(header, event(...unknownInEvent), unknownInBatch).lastSequence).toBe(7);
  });
});

describe('the encoder refuses mistakes of its caller and keeps what it had', () => {
  const encoder = () => {
    const made = new BatchEncoder();
    made.at(7, 100n);
    made.rested(5, 1, 1, 3, 4);
    return made;
  };

  const mistakes: [string, (target: BatchEncoder) => void][] = [
    ['a gap', (target) => target.at(9, 100n)],
    ['a repeat', (target) => target.at(7, 100n)],
    ['a time that goes back', (target) => target.at(8, 99n)],
    ['a fraction', (target) => target.rested(5.5, 1, 1, 3, 4)],
    ['a negative price', (target) => target.rested(5, 1, 1, -3, 4)],
    ['a price above 2^31 - 1', (target) => target.rested(5, 1, 1, 2 ** 31, 4)],
    ['an order id above 2^53 - 1', (target) => target.rested(2 ** 53, 1, 1, 3, 4)],
    ['a party number above 2^32 - 1', (target) => target.canceled(5, 1, 2 ** 32, 1, 3, 4, 1, true)],
  ];
  test.each(mistakes)('%s', (_name, mistake) => {
    const spoiled = encoder();
    expect(() => mistake(spoiled)).toThrow(RangeError);
    expect(spoiled.byteLength).toBe(encoder().byteLength);
    const expected = encoder();
    for (const target of [spoiled, expected]) {
      target.at(8, 101n);
      target.canceled(5, 1, 2, 1, 3, 4, 1, true);
    }
    expect(spoiled.take()).toEqual(expected.take());
  });

  test('an event before `at`, an empty batch, a sequence below 1', () => {
    const empty = new BatchEncoder();
    expect(() => empty.rested(5, 1, 1, 3, 4)).toThrow(RangeError);
    expect(() => empty.take()).toThrow(RangeError);
    expect(() => empty.at(0, 1n)).toThrow(RangeError);
    expect(() => empty.at(1, -1n)).toThrow(RangeError);
  });

  test('take starts a new batch in a buffer of its own', () => {
    const target = encoder();
    const first = target.take();
    expect([target.eventCount, target.byteLength, target.firstSequence, target.lastSequence]).toEqual([
      0, 0, 0, 0,
    ]);
    const copy = first.slice();
    target.at(20, 1n);
    target.rested(9, 9, 2, 9, 9);
    expect(target.take().buffer).not.toBe(first.buffer);
    expect(first).toEqual(copy);
  });
});
