import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { interruptSignal } from '../../clients/cli/interrupt.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Stands for the end of the process: nothing after it runs. */
class ProcessExit extends Error {}

beforeEach(() => {
  vi.useFakeTimers();
  for (const name of SIGNALS) process.removeAllListeners(name);
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new ProcessExit(String(code));
  });
});
afterEach(() => {
  for (const name of SIGNALS) process.removeAllListeners(name);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test.each(SIGNALS)('%s asks for an end in good order', (name) => {
  const signal = interruptSignal();
  expect(signal.aborted).toBe(false);
  process.emit(name);
  expect(signal.aborted).toBe(true);
  expect(process.exit).not.toHaveBeenCalled();
});

test.each([
  ['SIGINT', 'SIGINT', '130'],
  ['SIGTERM', 'SIGTERM', '143'],
  ['SIGHUP', 'SIGTERM', '143'],
  ['SIGTERM', 'SIGINT', '130'],
] as const)('%s and then %s ends the process at once, with %s', (first, second, code) => {
  interruptSignal();
  process.emit(first);
  vi.advanceTimersByTime(1_000);
  expect(() => process.emit(second)).toThrow(new ProcessExit(code));
});

test.each(SIGNALS)('SIGHUP after %s changes nothing', (first) => {
  interruptSignal();
  process.emit(first);
  vi.advanceTimersByTime(1_000);
  process.emit('SIGHUP');
  expect(process.exit).not.toHaveBeenCalled();
});

test('a signal that comes again at once, as npm passes on what the terminal has sent already, counts once', () => {
  const signal = interruptSignal();
  process.emit('SIGINT');
  process.emit('SIGINT');
  expect(signal.aborted).toBe(true);
  expect(process.exit).not.toHaveBeenCalled();
});
