import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Bell, bellMemory } from '../../src/rings/bell.ts';

it('wakes those that wait, and counts what was rung before the wait', async () => {
  const memory = bellMemory();
  const [waiting, late] = [new Bell(memory), new Bell(memory)];
  const heard = waiting.heard();
  new Bell(memory).ring();
  await heard;
  await late.heard();
  const next = waiting.heard();
  expect(await Promise.race([next, sleep(20, 'silence')])).toBe('silence');
  new Bell(memory).ring();
  await next;
});

it('lets the event loop turn, however often it is rung', async () => {
  const memory = bellMemory();
  const [ringing, bell] = [new Bell(memory), new Bell(memory)];
  let hasTurned = false;
  setTimeout(() => {
    hasTurned = true;
  });
  for (const endMs = performance.now() + 300; !hasTurned && performance.now() < endMs; ) {
    ringing.ring();
    await bell.heard();
  }
  expect(hasTurned).toBe(true);
});
