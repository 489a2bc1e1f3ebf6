import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WakeOnce } from '../../src/writers/wake-once.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('wakes once for what comes within the time, and again for what comes later', () => {
  const wake = vi.fn();
  const wakeOnce = new WakeOnce(wake, 100);
  for (let count = 0; count < 10; count += 1) wakeOnce.committed();
  vi.advanceTimersByTime(99);
  expect(wake).not.toHaveBeenCalled();
  wakeOnce.committed();
  vi.advanceTimersByTime(1);
  expect(wake).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(wake).toHaveBeenCalledTimes(1);
  wakeOnce.committed();
  vi.advanceTimersByTime(100);
  expect(wake).toHaveBeenCalledTimes(2);
});

test('what keeps coming does not put the wake-up off', () => {
  const wake = vi.fn();
  const wakeOnce = new WakeOnce(wake, 100);
  for (let ms = 0; ms < 1_000; ms += 10) {
    wakeOnce.committed();
    vi.advanceTimersByTime(10);
  }
  expect(wake).toHaveBeenCalledTimes(10);
});

test('without a time it wakes at once, each time', () => {
  const wake = vi.fn();
  const wakeOnce = new WakeOnce(wake, 0);
  wakeOnce.committed();
  wakeOnce.committed();
  expect(wake).toHaveBeenCalledTimes(2);
});

test('stopped, it wakes nobody', () => {
  const wake = vi.fn();
  const wakeOnce = new WakeOnce(wake, 100);
  wakeOnce.committed();
  wakeOnce.stop();
  vi.advanceTimersByTime(1_000);
  expect(wake).not.toHaveBeenCalled();
});
