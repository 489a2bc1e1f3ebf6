import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
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

it('never gives a reader a batch that was overwritten while it read', async () => {
  const memory = broadcastMemory(16_384);
  const reader = new Worker(new URL('./processes/broadcast-reader.ts', import.meta.url), {
    workerData: memory,
  });
  await once(reader, 'message');
  const torn: number[] = [];
  reader.once('message', (count: number) => torn.push(count));
  const writer = new BroadcastWriter(memory);
  const batch = new Uint8Array(1_006);
  for (let [count, endMs] = [1, performance.now() + 1_000]; performance.now() < endMs; count += 1) {
    batch.fill(count);
    writer.publish(batch.subarray(0, 1_000 + (count % 7)), count, count);
  }
  // A reader that has missed the last batch begins with a later one.
  // A reader that has missed the last batch begins with a later one.
  for (; torn.length === 0; await nextTurn()) writer.publish(new Uint8Array(0), 0, 0);
  expect(torn).toEqual([0]);
});
