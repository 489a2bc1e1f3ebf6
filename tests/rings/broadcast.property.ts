import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BroadcastReader, BroadcastWriter, broadcastMemory } from '../../src/rings/broadcast.ts';

const CAPACITY = 1024;

it('gives every reader all batches in order, or says that it has missed some', () => {
  const step = fc.oneof(
    fc.record({ size: fc.nat({ max: CAPACITY / 4 }) }),
    fc.record({ reader: fc.nat({ max: 2 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 120, size: 'max' }), (steps) => {
      const memory = broadcastMemory(CAPACITY);
      const writer = new BroadcastWriter(memory);
      const readers = [0, 1, 2].map(() => ({ end: new BroadcastReader(memory), after: 0 }));
      let last = 0;
      const read = (reader: (typeof readers)[number] | undefined) => {
        const batch = reader?.end.next();
        if (reader === undefined || batch === undefined) return expect(reader?.after).toBe(last);
        if (batch === 'missed') {
          reader.after = last;
          return;
        }
        expect(batch.firstSequence).toBe(reader.after + 1);
        expect(batch.lastSequence).toBe(reader.after + 2);
        const size = sizeOf(batch.firstSequence);
        if (size > CAPACITY / 8) expect(batch.bytes).toBeUndefined();
        else expect(batch.bytes).toEqual(new Uint8Array(size).fill(batch.firstSequence));
        reader.after = batch.lastSequence;
      };
      const sizes = new Map<number, number>();
      const sizeOf = (first: number) => sizes.get(first) ?? 0;
      for (const each of steps) {
        if ('reader' in each) read(readers[each.reader]);
        else {
          sizes.set(last + 1, each.size);
          writer.publish(new Uint8Array(each.size).fill(last + 1), last + 1, last + 2);
          last += 2;
        }
      }
      for (const reader of readers) while (reader.end.isBehind) read(reader);
      for (const { after } of readers) expect(after).toBe(last);
    }),
    { numRuns: 500 },
  );
});

it('begins with what is published next', () => {
  const memory = broadcastMemory(CAPACITY);
  const writer = new BroadcastWriter(memory);
  writer.publish(Uint8Array.of(1), 1, 1);
  const reader = new BroadcastReader(memory);
  expect(reader.next()).toBeUndefined();
  writer.publish(Uint8Array.of(2), 2, 2);
  expect(reader.next()).toMatchObject({ firstSequence: 2, lastSequence: 2, bytes: Uint8Array.of(2) });
});
