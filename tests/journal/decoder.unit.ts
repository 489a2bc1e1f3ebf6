import { readFileSync } from 'node:fs';
import { fromBinary, toJson } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { BatchSchema } from '../../gen/redleaf/journal/v1/journal_pb.ts';
import { Side } from '../../src/domain/order.ts';
import type { Trade } from '../../src/domain/trade.ts';
import type { OrderRested } from '../../src/events/events.ts';
import { CommandKind, type Frame } from '../../src/events/frame.ts';
import { decodeBatch, decodeInSlices } from '../../src/journal/batch-decoder.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { encode, RecordingSink } from './events.ts';
import { goldenBatch } from './golden/v3-batch.ts';
import { goldenExpiry } from './golden/v3-expiry.ts';
import { goldenImport } from './golden/v3-import.ts';

function seenIn(bytes: Uint8Array): unknown {
  const sink = new RecordingSink();
  const decoded = decodeBatch(bytes, sink);
  const { frames, calls } = sink;
  const seen = JSON.stringify({ decoded, frames, calls }, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return JSON.parse(seen);
}

describe.each([
  ['v3-batch', goldenBatch],
  ['v3-import', goldenImport],
  ['v3-expiry', goldenExpiry],
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

  test('is a batch for protobuf-es too', () => {
    expect(toJson(BatchSchema, fromBinary(BatchSchema, golden))).toMatchObject({
      formatVersion: 3,
      firstSequence: String(batch.firstSequence),
    });
  });
});

/** Each length is of what follows: enough for messages below 128 bytes. */
const message = (field: number, ...content: number[]) => [field * 8 + 2, content.length, ...content];
const HEAD = [0x08, 3, 0x10, 7];
/** A command of party 3 about order 5. */
const COMMAND = [0x10, 1, 0x18, 3, 0x20, 5];
const frame = (...events: number[][]) => message(4, ...COMMAND, ...events.flat());
const event = (...content: number[]) => message(5, ...content);
/** Order 5, instrument 1, side, price 3, leaves 4. */
const rested = (side: number) => message(2, 0x08, 5, 0x10, 1, 0x18, side, 0x20, 3, 0x28, 4);
const read = (...parts: number[][]) => decodeBatch(Uint8Array.from(parts.flat()), new RecordingSink());
const readOrder = (...content: number[]) => read(HEAD, frame(event(...message(2, ...content))));
const readTerms = (...content: number[]) =>
  read(HEAD, frame(event(...message(1, ...message(2, ...content)))));

/** 2^53 − 1 and 2^53 as protobuf writes them. */
const MAX = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
const ABOVE_MAX = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10];

describe('refuses', () => {
  test('nothing that is whole', () => {
    expect(read(HEAD, frame(event(...rested(1))))).toEqual({
      firstSequence: 7,
      lastSequence: 7,
      lastTimeNs: 0n,
    });
  });

  const cases: [string, () => unknown, RegExp][] = [
    ['no bytes', () => read(), /format version 0 is unknown/],
    [
      'format version 1',
      () => read([0x08, 1, 0x10, 7], [0x22, 2, 0x08, 1]),
      /format version 1 is of an earlier/,
    ],
    [
      'format version 2',
      () => read([0x08, 2, 0x10, 7], frame(event(...rested(1)))),
      /format version 2 is of an earlier/,
    ],
    [
      'a later format version',
      () => read([0x08, 4, 0x10, 7], frame(event(...rested(1)))),
      /format version 4 is unknown/,
    ],
    ['a batch without a sequence', () => read([0x08, 3], frame(event(...rested(1)))), /no sequence/],
    ['a batch without frames', () => read(HEAD), /no frames/],
    ['a frame without events', () => read(HEAD, frame()), /the frame of event 7 holds no events/],
    ['a frame of no kind', () => read(HEAD, message(4, ...event(...rested(1)))), /command kind 0 is unknown/],
    [
      'a frame of unknown kind',
      () => read(HEAD, message(4, 0x10, 99, ...event(...rested(1)))),
      /command kind 99 is unknown/,
    ],
    ['an unknown kind of event', () => read(HEAD, frame(event(0x7a, 0))), /event 7 is of unknown kind 15/],
    [
      'a number in place of an event',
      () => read(HEAD, frame(event(0x10, 0))),
      /event 7 is of unknown kind 2/,
    ],
    ['an event of no kind', () => read(HEAD, frame(event())), /event 7 is of no kind/],
    [
      'an event of two kinds',
      () => read(HEAD, frame(event(...rested(1), ...rested(1)))),
      /event 7 is of more than one kind/,
    ],
    ['an unknown side', () => read(HEAD, frame(event(...rested(3)))), /side 3 is unknown/],
    ['a missing side', () => readOrder(0x08, 5), /side 0 is unknown/],
    ['an unknown order type', () => readTerms(0x18, 1, 0x20, 3, 0x28, 1), /order type 3 is unknown/],
    ['an unknown time in force', () => readTerms(0x18, 1, 0x20, 1, 0x28, 9), /time in force 9 is unknown/],
    [
      'an unknown reason',
      () => read(HEAD, frame(event(...message(4, 0x20, 1, 0x38, 9)))),
      /cancel reason 9 is unknown/,
    ],
    ['an order without terms', () => read(HEAD, frame(event(...message(1, 0x08, 5)))), /has no terms/],
    ['a price above 2^53 - 1', () => readOrder(0x18, 1, 0x20, ...ABOVE_MAX), /a number is larger/],
    [
      'a number of more than 64 bits',
      () => readOrder(0x20, ...new Array<number>(10).fill(0xff), 1),
      /a number is larger/,
    ],
    [
      'an instrument above 2^32 - 1',
      () => readOrder(0x10, 0x80, 0x80, 0x80, 0x80, 0x10),
      /4294967296 does not fit 32 bits/,
    ],
    [
      'a flag that is neither',
      () => read(HEAD, frame(event(...message(8, 0x10, 2)))),
      /2 is neither true nor false/,
    ],
    ['text where a number belongs', () => readOrder(0x0a, 0), /field 1 is of another type/],
    ['a number where text belongs', () => readTerms(0x40, 1), /field 8 is of another type/],
    [
      'a number where a time belongs',
      () => read(HEAD, frame(event(...message(11, ...message(1, 0x60, 1))))),
      /field 12 is of another type/,
    ],
    ['text that is not UTF-8', () => readTerms(0x42, 1, 0xff), /not UTF-8/],
    [
      'long text that is not UTF-8',
      () => readTerms(0x42, 40, ...new Array<number>(39).fill(0x41), 0xc3),
      /not UTF-8/,
    ],
    [
      'a field longer than its message',
      () => readTerms(0x42, 9, 0x41),
      /9 bytes are announced and 1 are there/,
    ],
    [
      'a sum with leading zeros',
      () => read(HEAD, frame(event(...message(12, ...message(1, 0x2a, 2, 0, 1))))),
      /leading zeros/,
    ],
    [
      'a number that runs out of its event',
      () => read(HEAD, [0x22, 12, ...COMMAND, 0x2a, 4, 0x12, 2, 0x08, 0x85], [0x01]),
      /longer than announced/,
    ],
    [
      'a time that runs out of its event',
      () => read(HEAD, frame(event(...message(11, ...message(1, 0x61, 1, 2))))),
      /end in the middle of a number/,
    ],
    [
      'a head after frames',
      () => read(HEAD, frame(event(...rested(1))), HEAD),
      /the head of the batch comes after its frames/,
    ],
    [
      'the head of a frame after its events',
      () => read(HEAD, frame(event(...rested(1)), COMMAND)),
      /the head of a frame comes after its events/,
    ],
    ['a group', () => read(HEAD, [0x2b]), /wire type 3/],
  ];
  test.each(cases)('%s', (_name, damaged, expected) => {
    expect(damaged).toThrow(DamagedError);
    expect(damaged).toThrow(expected);
  });

  test('and names the batch and the byte', () => {
    let place: unknown;
    try {
      read(HEAD, frame(event(...rested(3))));
    } catch (error) {
      place = error instanceof DamagedError ? error.place : undefined;
    }
    expect(place).toEqual({ sequence: 7, byteOffset: 26 });
  });

  test('but takes numbers up to 2^53 - 1', () => {
    const sink = new RecordingSink();
    const order = message(2, 0x08, ...MAX, 0x10, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x18, 1, 0x20, ...MAX);
    decodeBatch(Uint8Array.from([...HEAD, ...frame(event(...order))]), sink);
    expect(sink.calls[0]?.call.event).toEqual({
      ...{ orderId: 2 ** 53 - 1, instrumentId: 2 ** 32 - 1, side: 1, price: 2 ** 53 - 1, leavesQuantity: 0 },
    });
  });

  test('but passes over unknown fields of known messages', () => {
    const unknown = [
      0x78, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x82, 0x02, 2, 0x41, 0x42,
    ];
    const order = message(2, ...rested(1).slice(2), ...unknown);
    const unknownInBatch = [0x29, 1, 2, 3, 4, 5, 6, 7, 8, 0x35, 1, 2, 3, 4];
    const whole = message(4, ...COMMAND, ...unknown, ...event(...order), ...unknown);
    expect(read(HEAD, unknownInBatch, whole, unknownInBatch).lastSequence).toBe(7);
  });
});

describe('the decoder', () => {
  const batch = Uint8Array.from([...HEAD, ...frame(event(...rested(1)), event(...rested(2)))]);

  test('has one frame object from `begin` to `end`, which follows the sequence', () => {
    const seen: [string, Frame, number][] = [];
    let current: Frame | undefined;
    decodeBatch(batch, {
      begin: (begun) => {
        current = begun;
        seen.push(['begin', begun, begun.sequence]);
      },
      orderRested: () => seen.push(['orderRested', current as Frame, (current as Frame).sequence]),
      end: (ended) => seen.push(['end', ended, ended.sequence]),
    });
    expect(seen.map(([name, , sequence]) => [name, sequence])).toEqual([
      ['begin', 7],
      ['orderRested', 7],
      ['orderRested', 8],
      ['end', 8],
    ]);
    expect(new Set(seen.map(([, each]) => each)).size).toBe(1);
  });

  test('counts the events that its consumer does not want', () => {
    const ends: number[] = [];
    expect(decodeBatch(batch, { end: ({ sequence }) => ends.push(sequence) }).lastSequence).toBe(8);
    expect(ends).toEqual([8]);
  });

  test('does not read them either', () => {
    const bytes = Uint8Array.from([...HEAD, ...frame(event(...rested(9)))]);
    expect(decodeBatch(bytes, {}).lastSequence).toBe(7);
    expect(() => decodeBatch(bytes, { orderRested: () => {} })).toThrow(/side 9/);
  });

  test('keeps batches apart that are read in slices at the same time', () => {
    const sinks = [new RecordingSink(), new RecordingSink()];
    const other = Uint8Array.from([0x08, 3, 0x10, 20, ...frame(event(...rested(2)), event(...rested(1)))]);
    const steps = [decodeInSlices(batch, sinks[0] ?? {}, 1), decodeInSlices(other, sinks[1] ?? {}, 1)];
    for (let i = 0; i < 3; i++) for (const step of steps) step.next();
    expect(sinks.map(({ calls }) => calls.map(({ sequence }) => sequence))).toEqual([
      [7, 8],
      [20, 21],
    ]);
  });
});

describe('the encoder refuses mistakes of its caller and keeps what it had', () => {
  const order: OrderRested = { orderId: 5, instrumentId: 1, side: Side.Buy, price: 3, leavesQuantity: 4 };
  const trade: Trade = {
    ...{ tradeId: 1, instrumentId: 1, price: 3, quantity: 4, aggressorSide: Side.Buy },
    ...{ makerOrderId: 1, makerPartyNumber: 1, makerLeavesQuantity: 0 },
    ...{ takerOrderId: 2, takerPartyNumber: 2, takerLeavesQuantity: 0, transactTimeNs: 1n },
  };
  const frameAt = (sequence: number, timeNs: bigint): Frame => ({
    ...{ sequence, timeNs, kind: CommandKind.PlaceOrder, partyNumber: 3, orderId: 5 },
  });
  /** One frame of one event. */
  const add = (target: BatchEncoder, sequence: number, timeNs: bigint, event = order) => {
    target.begin(frameAt(sequence, timeNs));
    target.orderRested(event);
    target.end(frameAt(sequence, timeNs));
  };
  const encoder = () => {
    const made = new BatchEncoder();
    add(made, 7, 100n);
    return made;
  };

  const mistakes: [string, (target: BatchEncoder) => void][] = [
    ['a gap', (target) => target.begin(frameAt(9, 100n))],
    ['a repeat', (target) => target.begin(frameAt(7, 100n))],
    ['a time that goes back', (target) => target.begin(frameAt(8, 99n))],
    ['a time above 2^64 - 1', (target) => target.begin(frameAt(8, 2n ** 64n))],
    ['a party above 2^32 - 1', (target) => target.begin({ ...frameAt(8, 100n), partyNumber: 2 ** 32 })],
    ['an event between frames', (target) => target.orderRested(order)],
    ['an end without a beginning', (target) => target.end(frameAt(8, 100n))],
    ['a fraction', (target) => add(target, 8, 100n, { ...order, orderId: 5.5 })],
    ['a negative price', (target) => add(target, 8, 100n, { ...order, price: -3 })],
    ['no number', (target) => add(target, 8, 100n, { ...order, price: Number.NaN })],
    ['a price above 2^53 - 1', (target) => add(target, 8, 100n, { ...order, price: 2 ** 53 })],
    ['an instrument above 2^32 - 1', (target) => add(target, 8, 100n, { ...order, instrumentId: 2 ** 32 })],
    [
      'a frame without events',
      (target) => {
        target.begin(frameAt(8, 100n));
        target.end(frameAt(8, 100n));
      },
    ],
    [
      'a frame that ends with another event than it says',
      (target) => {
        target.begin(frameAt(8, 100n));
        target.orderRested(order);
        target.end(frameAt(9, 100n));
      },
    ],
    [
      'the time of a trade above 2^64 - 1',
      (target) => {
        target.begin(frameAt(8, 100n));
        target.tradeImported({ trade: { ...trade, transactTimeNs: 2n ** 64n } });
      },
    ],
    [
      'a sum below 0',
      (target) => {
        target.begin(frameAt(8, 100n));
        const sums = { boughtQuantity: 1n, soldQuantity: 1n, boughtNotional: -1n, soldNotional: 0n };
        target.positionImported({ position: { partyNumber: 1, instrumentId: 1, ...sums } });
      },
    ],
  ];
  test.each(mistakes)('%s', (_name, mistake) => {
    const spoiled = encoder();
    expect(() => mistake(spoiled)).toThrow(RangeError);
    expect([spoiled.byteLength, spoiled.eventCount]).toEqual([encoder().byteLength, 1]);
    const expected = encoder();
    for (const target of [spoiled, expected]) add(target, 8, 101n);
    expect(spoiled.take()).toEqual(expected.take());
  });

  test('an event out of range leaves the frame as it was', () => {
    const [spoiled, expected] = [encoder(), encoder()];
    for (const target of [spoiled, expected]) {
      target.begin(frameAt(8, 101n));
      target.orderRested(order);
      if (target === spoiled) expect(() => target.orderRested({ ...order, price: 0.5 })).toThrow(RangeError);
      target.orderRested({ ...order, orderId: 6 });
      target.end(frameAt(9, 101n));
    }
    expect(spoiled.take()).toEqual(expected.take());
  });

  test('an empty batch, an open frame, a sequence below 1, a time below 0', () => {
    const empty = new BatchEncoder();
    expect(() => empty.take()).toThrow(RangeError);
    expect(() => empty.begin(frameAt(0, 1n))).toThrow(RangeError);
    expect(() => empty.begin(frameAt(1, -1n))).toThrow(RangeError);
    empty.begin(frameAt(1, 1n));
    empty.orderRested(order);
    expect(() => empty.take()).toThrow(RangeError);
  });

  test('take starts a new batch in a buffer of its own', () => {
    const target = encoder();
    const first = target.take();
    expect([target.eventCount, target.byteLength, target.firstSequence, target.lastSequence]).toEqual([
      0, 0, 0, 0,
    ]);
    const copy = first.slice();
    add(target, 20, 1n);
    expect(target.take().buffer).not.toBe(first.buffer);
    expect(first).toEqual(copy);
  });
});
