import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RingReader, RingWriter, ringMemory } from '../../src/rings/ring.ts';

const WORDS = 16;
const record = fc.uint8Array({ maxLength: WORDS * 4 - 8 });

it('gives every record, in order and as it was written, however writing and reading take turns', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(record, fc.constant('read' as const))), (steps) => {
      const memory = ringMemory(WORDS);
      const writer = new RingWriter(memory);
      const reader = new RingReader(memory);
      const inside: Uint8Array[] = [];
      for (const step of steps) {
        if (step === 'read') expect(reader.read()).toEqual(bufferOf(inside.shift()));
        else if (writer.write(step)) inside.push(step);
        else expect(inside.length).toBeGreaterThan(0);
      }
      for (const left of inside) expect(reader.read()).toEqual(bufferOf(left));
      expect(reader.read()).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
});

it('goes on where positions begin again from 0', () => {
  const memory = ringMemory(WORDS);
  new Uint32Array(memory, 0, 2).fill(2 ** 32 - 8);
  const writer = new RingWriter(memory);
  const reader = new RingReader(memory);
  for (let count = 0; count < 20; count += 1) {
    expect(writer.write(Uint8Array.of(count, 1, 2, 3, 4, 5, 6, 7, 8, 9))).toBe(true);
    expect(reader.read()?.[0]).toBe(count);
  }
});

it('refuses a record that never fits, and keeps none of it', () => {
  const memory = ringMemory(WORDS);
  const writer = new RingWriter(memory);
  expect(() => writer.write(new Uint8Array(WORDS * 4 - 7))).toThrow(RangeError);
  expect(new RingReader(memory).read()).toBeUndefined();
});

function bufferOf(bytes: Uint8Array | undefined): Buffer | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes);
}
