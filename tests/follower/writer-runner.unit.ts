import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FollowerCursor, NO_EVENT } from '../../src/follower/follower-cursor.ts';
import type { Writer, WriterFrame } from '../../src/follower/writer.ts';
import { listSnapshots } from '../../src/journal/snapshot-file.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { LoggedLines } from '../auth/logged-lines.ts';
import { eventsIn } from '../writers/frames.ts';
import { RunningWriter, runToEnd } from '../writers/run-writer.ts';
import { TestMarket } from '../writers/test-market.ts';

/** A writer that keeps its frames in memory, and finishes a write when the test allows it. */
class MemoryWriter implements Writer {
  readonly name = 'memory';
  readonly groups: (readonly WriterFrame[])[] = [];
  begun = 0;
  cursor = NO_EVENT;
  gate: Promise<void> = Promise.resolve();
  broken = false;

  async open(): Promise<FollowerCursor> {
    return this.cursor;
  }

  async write(frames: readonly WriterFrame[]): Promise<void> {
    this.begun += 1;
    await this.gate;
    if (this.broken) throw new Error('out of order');
    this.groups.push(frames);
    this.cursor = frames.at(-1) ?? this.cursor;
  }

  async close(): Promise<void> {}
}

let folder: string;
let market: TestMarket;
let writer: MemoryWriter;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-runner-'));
  market = await TestMarket.open(folder);
  writer = new MemoryWriter();
});
afterEach(async () => {
  await market.close();
  rmSync(folder, { recursive: true });
});

test('a writer that hangs holds up nobody, and gets all that happened meanwhile in groups of bounded size', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  writer.gate = promise;
  const running = new RunningWriter(writer, folder);
  await market.trade(1_500);
  expect(writer.begun).toBe(1);
  resolve();
  await running.until(({ cursor }) => cursor === market.lastSequence);
  await running.stop();
  expect(eventsIn(writer.groups.flat()).map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: market.lastSequence }, (_, index) => index + 1),
  );
  expect(writer.groups.length).toBeGreaterThan(2);
  expect(Math.max(...writer.groups.map((group) => eventsIn(group).length))).toBeLessThanOrEqual(1_000);
});

test('halted, it writes what it has begun and no more', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  writer.gate = promise;
  await market.trade(1_500);
  const running = new RunningWriter(writer, folder);
  await vi.waitUntil(() => writer.begun === 1, 30_000);
  const halted = running.halt();
  resolve();
  await halted;
  expect(writer.begun).toBe(1);
  expect(running.seen.at(-1)?.cursor).toBe(writer.cursor.sequence);
});

test('of its time, it uses the part that it may, and stops at once also while it waits', async () => {
  const times: number[] = [];
  const slow: Writer = {
    name: 'slow',
    open: () => writer.open(),
    close: () => writer.close(),
    async write(frames) {
      times.push(performance.now());
      await sleep(10);
      await writer.write(frames);
    },
  };
  const running = new RunningWriter(slow, folder);
  running.mayUse(1 / 50);
  await running.until(({ state }) => state === 'running');
  await market.trade(10);
  await running.until(({ cursor }) => cursor === market.lastSequence);
  await market.trade(10);
  await running.until(({ cursor }) => cursor === market.lastSequence);
  await running.stop();
  const [first = 0, second = 0] = times.slice(-2);
  expect(second - first).toBeGreaterThan(400);
});

test('a writer that never waits can be told to stop before it is at the end', async () => {
  await market.trade(8_000);
  const running = new RunningWriter(writer, folder, 10);
  await running.until(({ cursor }) => cursor > 0);
  // Like a message, which arrives in a later turn of the event loop.
  await sleep(0);
  await running.halt();
  expect(writer.cursor.sequence).toBeLessThan(market.lastSequence);
});

test('finds new events also when nobody wakes it', async () => {
  const running = new RunningWriter(writer, folder);
  await running.until(({ state }) => state === 'running');
  await market.trade(10);
  await running.until(({ cursor }) => cursor === market.lastSequence);
  await running.stop();
});

test('the log tells when a writer begins to fail and when it works again, not how often it tried between', async () => {
  const lines: [message: string, facts: object][] = [];
  const log = (facts: object, message: string) => lines.push([message, facts]);
  const running = new RunningWriter(writer, folder, 1_000, { info: log, warn: log, error: log });
  await running.until(({ state }) => state === 'running');
  const { lastSequence: cursor } = market;
  writer.broken = true;
  await market.trade(10);
  await running.until(({ failures }) => failures >= 5);
  writer.broken = false;
  await running.until(({ state }) => state === 'running');
  await running.stop();
  expect(lines).toEqual([
    ['the writer fails, and tries again until it works', { writer: 'memory', cursor, error: 'out of order' }],
    // The failed group may have been read before the last trade was committed.
    ['the writer works again', { writer: 'memory', cursor: expect.any(Number) }],
  ]);
  expect(running.seen.at(-1)).toMatchObject({ failures: expect.any(Number), lastError: '' });
});

test.each<[string, (last: WriterFrame) => FollowerCursor]>([
  ['is of another epoch', ({ epoch, sequence, timeNs }) => ({ epoch: epoch + 1, sequence, timeNs })],
  ['is ahead of the journal', ({ epoch, sequence, timeNs }) => ({ epoch, sequence: sequence + 1, timeNs })],
  [
    'has another event where it is',
    ({ epoch, sequence, timeNs }) => ({ epoch, sequence, timeNs: timeNs + 1n }),
  ],
])('a writer that %s is of another history, and gets nothing', async (_what, cursorOf) => {
  await market.trade(10);
  await runToEnd(writer, folder, market.lastSequence);
  const last = writer.groups.flat().at(-1);
  if (last === undefined) throw new Error('there are frames');
  writer.cursor = cursorOf(last);
  writer.begun = 0;
  const running = new RunningWriter(writer, folder);
  await running.until(({ state }) => state === 'failing');
  expect(running.seen.at(-1)?.lastError).toMatch(/another history/);
  await running.stop();
  expect(writer.begun).toBe(0);
});

test('a writer goes on where the nearest snapshot is damaged', async () => {
  await market.trade(300);
  const sequence = takeSnapshot(folder);
  const [snapshot] = listSnapshots(folder);
  if (snapshot === undefined) throw new Error('there is no snapshot');
  await runToEnd(writer, folder, sequence);
  const before = writer.groups.flat();
  await market.trade(300);
  writeFileSync(snapshot.path, readFileSync(snapshot.path).subarray(1));
  const log = new LoggedLines();
  const running = new RunningWriter(writer, folder, 1_000, log);
  await running.until(({ cursor, state }) => cursor === market.lastSequence && state === 'running');
  await running.stop();
  const whole = new MemoryWriter();
  await runToEnd(whole, folder, market.lastSequence);
  expect(writer.groups.flat()).toEqual(whole.groups.flat());
  expect(before.length).toBeLessThan(writer.groups.flat().length);
  expect(log.messages).toEqual(['a snapshot is damaged; continuing without it']);
  // Only the thread that takes snapshots puts them aside.
  expect(listSnapshots(folder)).toEqual([snapshot]);
});
