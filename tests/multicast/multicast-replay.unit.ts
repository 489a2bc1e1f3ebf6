import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { DatagramStore, datagramFile } from '../../src/multicast/datagram-store.ts';
import { MulticastReplay } from '../../src/multicast/multicast-replay.ts';
import { Threads } from '../../src/threads/threads.ts';
import { LoggedLines } from '../auth/logged-lines.ts';

const ALL = { firstSequence: 1, lastSequence: 100, limit: 100, namesParties: true };

function openReplay(maxWaiting: number): { directory: string; replay: MulticastReplay } {
  const directory = mkdtempSync(join(tmpdir(), 'redleaf-replay-'));
  const replay = new MulticastReplay(directory, maxWaiting, new Threads(new LoggedLines()));
  onTestFinished(async () => {
    await replay.close();
    rmSync(directory, { recursive: true });
  });
  return { directory, replay };
}

test('has nothing before anything was sent, and then what was', async () => {
  const { directory, replay } = openReplay(2);
  expect(await replay.read(ALL)).toEqual({ session: '', oldestSequence: 0, datagrams: [] });
  const store = new DatagramStore(directory, 2);
  const sent = ['one', 'two', 'three'].map((text) => Buffer.from(text));
  store.keep('7', 1, sent);
  store.close();
  const { session, oldestSequence, datagrams } = await replay.read(ALL);
  // The session is known before the first datagram, for a listener that loses the first one.
  expect(session).toBe('7');
  expect(oldestSequence).toBe(2);
  expect(datagrams.map((bytes) => Buffer.from(bytes).toString())).toEqual(['two', 'three']);
});

test('waits for a writer that is making its file', async () => {
  const { directory, replay } = openReplay(2);
  // The thread runs from now on, and answers at once.
  await replay.read(ALL);
  const writer = new DatabaseSync(datagramFile(directory));
  writer.exec('BEGIN EXCLUSIVE; CREATE TABLE begun (id INTEGER)');
  const read = replay.read(ALL);
  // Long enough for a read that would fail instead of waiting.
  await Promise.race([read, sleep(100)]);
  writer.exec('COMMIT');
  writer.close();
  expect(await read).toEqual({ session: '', oldestSequence: 0, datagrams: [] });
});

test('only so many reads wait', async () => {
  const { replay } = openReplay(2);
  const reads = Array.from({ length: 3 }, () => replay.read(ALL));
  await expect(reads[2]).rejects.toMatchObject({
    refusal: { reason: 'TOO_MANY_REQUESTS', metadata: { max: '2' } },
  });
  expect(await Promise.all(reads.slice(0, 2))).toHaveLength(2);
  expect((await replay.read(ALL)).datagrams).toEqual([]);
});
