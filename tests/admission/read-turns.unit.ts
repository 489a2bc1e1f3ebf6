import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ReadTurns } from '../../src/admission/read-turns.ts';

it('lets one slice run in each turn of the event loop, in the order in which they were asked for', async () => {
  const turns = new ReadTurns();
  let turn = 0;
  const ran: [reader: string, turn: number][] = [];
  const read = async (reader: string) => {
    for (let slice = 0; slice < 3; slice += 1) {
      await turns.of(reader).next();
      ran.push([reader, turn]);
    }
  };
  const reads = Promise.all(['a', 'b', 'c'].map(read));
  let isOver = false;
  void reads.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await nextTurn();
    turn += 1;
  }
  expect(ran.map(([reader]) => reader)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  expect(new Set(ran.map(([, when]) => when)).size).toBe(ran.length);
});

it('leaves three times as long to others after a slice', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const turns = new ReadTurns();
  let slices = 0;
  const slice = async () => {
    await turns.of('anyone').next();
    slices += 1;
    vi.advanceTimersByTime(10);
  };
  const reads = Promise.all([slice(), slice()]);
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  vi.advanceTimersByTime(29);
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  expect(slices).toBe(1);
  vi.advanceTimersByTime(1);
  await reads;
  expect(slices).toBe(2);
});

it('continues after a failed slice, and after a time without slices', async () => {
  const turns = new ReadTurns();
  await expect(
    turns
      .of('anyone')
      .next()
      .then(() => Promise.reject(new Error('a reader left'))),
  ).rejects.toThrow();
  await nextTurn();
  await turns.of('anyone').next();
});

it('has readers take turns: who asks for many slices at once waits for them alone', async () => {
  const turns = new ReadTurns();
  const ran: string[] = [];
  const slice = (reader: string) =>
    turns
      .of(reader)
      .next()
      .then(() => ran.push(reader));
  const greedy = Array.from({ length: 100 }, () => slice('greedy'));
  await Promise.all([slice('honest'), slice('other')]);
  expect(ran.length).toBeLessThanOrEqual(4);
  await Promise.all(greedy);
  expect(ran).toHaveLength(102);
});
