import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { refuse } from '../../src/domain/refusal.ts';
import { Timers } from '../../src/exchange/timers.ts';

const SECOND_NS = 1_000_000_000n;
const DAY_MS = 86_400_000;

let due: bigint[] = [];
let ran: number[] = [];
let isOpen = true;
const clock = { now: () => BigInt(Date.now()) * 1_000_000n };

const timers = () =>
  new Timers({
    clock,
    nextNs: () => due[0],
    submit: async () => {
      ran.push(Date.now());
      if (!isOpen) return refuse('JOURNAL_UNAVAILABLE', 'the disk is full');
      due = due.filter((timeNs) => timeNs > clock.now());
      return { kind: 'ordersExpired', sequence: 1 };
    },
    logger: { info() {}, warn() {}, error() {} },
  });

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  due = [];
  ran = [];
  isOpen = true;
});
afterEach(() => {
  vi.useRealTimers();
});

it('runs when something is due, and then waits for the next', async () => {
  due = [2n * SECOND_NS, 5n * SECOND_NS];
  timers().arm();
  await vi.advanceTimersByTimeAsync(1_999);
  expect(ran).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ran).toEqual([2_001, 5_001]);
});

it('follows what is due next', async () => {
  const own = timers();
  due = [5n * SECOND_NS];
  own.arm();
  due = [SECOND_NS, 5n * SECOND_NS];
  own.arm();
  await vi.advanceTimersByTimeAsync(1_001);
  expect(ran).toEqual([1_001]);
  due = [];
  own.arm();
  await vi.advanceTimersByTimeAsync(DAY_MS);
  expect(ran).toEqual([1_001]);
});

it('waits for longer than one timer of Node can', async () => {
  due = [BigInt(40 * DAY_MS) * 1_000_000n];
  timers().arm();
  await vi.advanceTimersByTimeAsync(40 * DAY_MS - 1);
  expect(due).toHaveLength(1);
  expect(ran.length).toBeLessThan(60);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(due).toEqual([]);
});

it('tries again when it is refused, until it is stopped', async () => {
  const own = timers();
  due = [SECOND_NS];
  isOpen = false;
  own.arm();
  await vi.advanceTimersByTimeAsync(3_500);
  expect(ran).toEqual([1_001, 2_001, 3_001]);
  isOpen = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(due).toEqual([]);
  due = [9n * SECOND_NS];
  own.arm();
  own.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(due).toHaveLength(1);
});
