import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommittedBatches } from '../../src/follower/committed-batches.ts';
import { type FollowerCursor, NO_EVENT } from '../../src/follower/follower-cursor.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { CoreGauges } from '../../src/link/core-gauges.ts';
import { coreMemory } from '../../src/link/link-memory.ts';
import { BroadcastWriter } from '../../src/rings/broadcast.ts';
import { accepted, rested } from '../engine/events.ts';
import { handFrame } from '../events/hand-frame.ts';

const TIME_NS = 1_000n;

let folder: string;
let journal: Journal;
const opened: CommittedBatches[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-batches-'));
  journal = await openSqliteJournal(folder);
});
afterEach(async () => {
  for (const batches of opened.splice(0)) batches.close();
  await journal.close();
  rmSync(folder, { recursive: true });
});

function open(...options: ConstructorParameters<typeof CommittedBatches>): CommittedBatches {
  const batches = new CommittedBatches(...options);
  opened.push(batches);
  return batches;
}

/** Commits a batch of one order: two events in one frame. */
async function commit(memory?: ReturnType<typeof coreMemory>, publishes = true): Promise<void> {
  const encoder = new BatchEncoder();
  const firstSequence = journal.lastSequence + 1;
  const orderId = (firstSequence + 1) / 2;
  handFrame(encoder, firstSequence, [accepted(orderId), rested(orderId)], { timeNs: TIME_NS });
  const bytes = encoder.take();
  const copy = new Uint8Array(bytes);
  await journal.append(bytes, firstSequence, firstSequence + 1);
  if (memory !== undefined && publishes) {
    new BroadcastWriter(memory.batches).publish(copy, firstSequence, firstSequence + 1);
  }
}

/** Last events of all batches that are there. */
function readAll(batches: CommittedBatches): number[] {
  const read: number[] = [];
  for (let batch = batches.next(); batch !== undefined; batch = batches.next()) read.push(batch.lastSequence);
  return read;
}

function memoryOfCore(bytes?: number) {
  const memory = coreMemory(bytes);
  new CoreGauges(memory.gauges).epoch = journal.epoch;
  return memory;
}

test('without memory, all batches come from the journal, and later ones when they are there', async () => {
  for (let count = 0; count < 3; count += 1) await commit();
  const batches = open(folder);
  batches.startAfter({ epoch: journal.epoch, sequence: 2, timeNs: TIME_NS });
  expect(readAll(batches)).toEqual([4, 6]);
  expect(readAll(batches)).toEqual([]);
  await commit();
  expect(readAll(batches)).toEqual([8]);
});

test('with memory, the batches after the end of the journal come from there, each once and in order', async () => {
  const memory = memoryOfCore();
  await commit(memory);
  const batches = open(folder, memory);
  await commit(memory);
  batches.startAfter(NO_EVENT);
  await commit(memory);
  expect(batches.isBehind).toBe(true);
  expect(readAll(batches)).toEqual([2, 4, 6]);
  await commit(memory);
  expect(readAll(batches)).toEqual([8]);
  expect(batches.isBehind).toBe(false);
});

test('what memory does not have, or has no longer, comes from the journal', async () => {
  const memory = memoryOfCore(1_024);
  const batches = open(folder, memory);
  batches.startAfter(NO_EVENT);
  await commit(memory, false);
  expect(readAll(batches)).toEqual([]);
  await commit(memory);
  expect(readAll(batches)).toEqual([2, 4]);
  // More than the memory has room for.
  for (let count = 0; count < 40; count += 1) await commit(memory);
  const all = Array.from({ length: 40 }, (_, index) => 6 + 2 * index);
  expect(readAll(batches)).toEqual(all);
});

test('a thread beside the core does not follow a journal of another epoch than the core has', () => {
  const memory = memoryOfCore();
  new CoreGauges(memory.gauges).epoch = journal.epoch + 1;
  expect(() => open(folder, memory)).toThrow(/the core has events of epoch \d+, .* another history/);
});

const CURSORS: readonly [string, (end: FollowerCursor) => FollowerCursor, RegExp][] = [
  ['another epoch', (end) => ({ ...end, epoch: end.epoch + 1 }), /of epoch .* another history/],
  ['an event that is not there', (end) => ({ ...end, sequence: 6 }), /ends at 4: .* another history/],
  ['another event', (end) => ({ ...end, timeNs: TIME_NS + 1n }), /event 4 .* another history/],
  ['an event inside a frame', (end) => ({ ...end, sequence: 3 }), /event 3 .* another history/],
];

test.each(CURSORS)('a cursor at %s is refused', async (_what, cursorOf, message) => {
  await commit();
  await commit();
  const batches = open(folder);
  const end = { epoch: journal.epoch, sequence: 4, timeNs: TIME_NS };
  expect(() => batches.check(end)).not.toThrow();
  expect(() => batches.check(NO_EVENT)).not.toThrow();
  expect(() => batches.startAfter(cursorOf(end))).toThrow(message);
});
