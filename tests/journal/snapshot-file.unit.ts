import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type SnapshotChunk,
  SnapshotChunkSchema,
  SnapshotHeaderSchema,
} from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import {
  listSnapshots,
  readSnapshot,
  SNAPSHOT_FORMAT_VERSION,
  writeSnapshot,
} from '../../src/journal/snapshot-file.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'redleaf-snapshot-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

const header = (sequence: number, formatVersion = SNAPSHOT_FORMAT_VERSION) =>
  create(SnapshotHeaderSchema, {
    formatVersion,
    sequence: BigInt(sequence),
    timeNs: 5n,
    lastOrderId: 6n,
    lastTradeId: 7n,
    stateHash: Uint8Array.of(1, 2, 3),
  });

const chunk = (quantity: number): SnapshotChunk =>
  create(SnapshotChunkSchema, {
    orders: [{ orderId: 2n ** 48n - 1n, terms: { price: 9n, quantity: BigInt(quantity) } }],
  });

const write = (sequence: number, ...quantities: number[]) =>
  writeSnapshot(directory, header(sequence), quantities.map(chunk));

const quantities = (path: string) =>
  [...readSnapshot(path).chunks].map(({ orders, isLast }) => [orders[0]?.terms?.quantity, isLast]);

test('holds what was written, and says which chunk is the last', () => {
  const path = write(12, 1, 2, 3);
  expect(path).toBe(join(directory, 'snapshots', '0000000000000012.snapshot'));
  const { header: read, chunks } = readSnapshot(path);
  expect(read).toEqual(header(12));
  expect([...chunks]).toEqual([chunk(1), chunk(2), { ...chunk(3), isLast: true }]);
});

test('may be of an empty exchange', () => {
  expect(quantities(write(0))).toEqual([[undefined, true]]);
});

test('a folder without snapshots has none', () => {
  expect(listSnapshots(directory)).toEqual([]);
  expect(listSnapshots(join(directory, 'nowhere'))).toEqual([]);
});

test('the newest two are kept, and listed oldest first', () => {
  for (const sequence of [5, 900, 10]) write(sequence, 1);
  write(1000, 1);
  expect(listSnapshots(directory).map((file) => file.sequence)).toEqual([900, 1000]);
});

test('what an interrupted write left is removed and never listed', () => {
  mkdirSync(join(directory, 'snapshots'));
  const leftover = join(directory, 'snapshots', '0000000000000009.snapshot.tmp');
  writeFileSync(leftover, 'half');
  expect(listSnapshots(directory)).toEqual([]);
  write(9, 1);
  expect(existsSync(leftover)).toBe(false);
  expect(quantities(listSnapshots(directory)[0]?.path ?? '')).toEqual([[1n, true]]);
});

test('a write that fails leaves nothing', () => {
  function* failing() {
    yield chunk(1);
    throw new Error('no more');
  }
  expect(() => writeSnapshot(directory, header(3), failing())).toThrow('no more');
  expect(readdirSync(join(directory, 'snapshots'))).toEqual([]);
});

test('chunks are read as they are asked for', () => {
  const path = write(12, 1, 2, 3);
  const { length } = readFileSync(path);
  flip(path, length - 1);
  const chunks = readSnapshot(path).chunks[Symbol.iterator]();
  expect([chunks.next().value, chunks.next().value]).toEqual([chunk(1), chunk(2)]);
  expect(() => chunks.next()).toThrow(DamagedError);
});

describe('refuses, with file and byte,', () => {
  test('every byte that was changed, and every end that is missing', () => {
    const path = write(12, 1, 2);
    const whole = readFileSync(path);
    for (let i = 0; i < whole.length; i++) {
      writeFileSync(path, whole);
      flip(path, i);
      expect(() => quantities(path)).toThrow(damagedIn(path));
      writeFileSync(path, whole.subarray(0, i));
      expect(() => quantities(path)).toThrow(damagedIn(path));
    }
    writeFileSync(path, whole);
    expect(quantities(path)).toEqual([
      [1n, false],
      [2n, true],
    ]);
  });

  test('bytes after the last chunk, before that chunk is given out', () => {
    const path = write(12, 1);
    const whole = readFileSync(path);
    writeFileSync(path, Buffer.concat([whole, Uint8Array.of(0)]));
    const chunks = readSnapshot(path).chunks[Symbol.iterator]();
    expect(() => chunks.next()).toThrow(damagedIn(path, whole.length));
  });

  test('another format version', () => {
    const path = writeSnapshot(directory, header(12, SNAPSHOT_FORMAT_VERSION - 1), [chunk(1)]);
    expect(() => readSnapshot(path)).toThrow(`format ${SNAPSHOT_FORMAT_VERSION - 1} is of another version`);
    expect(() => readSnapshot(path)).toThrow(`use that version for the folder ${directory} `);
    expect(() => readSnapshot(path)).toThrow(damagedIn(path, 0));
  });

  test('a name that does not fit', () => {
    const path = join(directory, 'snapshots', '0000000000000013.snapshot');
    renameSync(write(12, 1), path);
    expect(() => readSnapshot(path)).toThrow(damagedIn(path, 0));
  });
});

function flip(path: string, index: number): void {
  const bytes = readFileSync(path);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function damagedIn(file: string, byteOffset: unknown = expect.any(Number)): DamagedError {
  return expect.objectContaining({ name: 'DamagedError', place: { file, byteOffset } });
}
