import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import { MAX_CLOCK_ADVANCE_NS, MAX_TIME_NS } from '../../src/domain/limits.ts';
import { fanOut } from '../../src/events/fan-out.ts';
import { ManualClock } from '../../src/exchange/manual-clock.ts';
import { openClock } from '../../src/exchange/open-clock.ts';
import { SystemClock } from '../../src/exchange/system-clock.ts';
import { foldInTurns } from '../../src/follower/fold-in-turns.ts';
import { limit, testExchange } from './test-exchange.ts';

const SECOND_NS = 1_000_000_000n;
const HOUR_NS = 3_600n * SECOND_NS;

afterEach(() => {
  vi.useRealTimers();
});

describe('the clock of the system', () => {
  it('follows the wall clock forward, and stands still while that is behind', () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date', 'hrtime'] });
    const clock = new SystemClock(0n);
    const began = clock.now();
    expect(began).toBe(1_000n * SECOND_NS);
    vi.setSystemTime(1_500_000);
    expect(clock.now()).toBe(1_500n * SECOND_NS);
    vi.setSystemTime(1_000_000);
    expect(clock.now()).toBe(1_500n * SECOND_NS);
    vi.setSystemTime(1_501_000);
    expect(clock.now()).toBe(1_501n * SECOND_NS);
  });

  it('is never before the end of the journal', () => {
    const later = BigInt(Date.now()) * 1_000_000n + HOUR_NS;
    expect(new SystemClock(later).now()).toBe(later);
    expect(openClock('system', later).now()).toBe(later);
  });
});

describe('a manual clock', () => {
  it('that begins at the end of the journal stays there while older frames are folded', () => {
    const clock = new ManualClock(2n * SECOND_NS);
    clock.clockAdvanced({ timeNs: SECOND_NS });
    expect(clock.now()).toBe(2n * SECOND_NS);
    clock.clockAdvanced({ timeNs: 3n * SECOND_NS });
    expect(clock.now()).toBe(3n * SECOND_NS);
  });

  const advance = (to: { timeNs: bigint } | { durationNs: bigint }): Command => ({
    kind: 'advanceClock',
    partyNumber: 1,
    to,
  });

  async function atManualTime() {
    const clock = new ManualClock(SECOND_NS);
    const committed = { fold: fanOut(clock), publish() {} };
    const test = await testExchange(1_000, {
      clock,
      onCommitted: (batch) => foldInTurns(batch, committed),
    });
    return { ...test, clock };
  }

  it('stands still until it is advanced, by a time or to one', async () => {
    const { exchange, clock } = await atManualTime();
    expect(await exchange.submit(limit('buy', 100, 10))).toMatchObject({ transactTimeNs: SECOND_NS });
    expect(await exchange.submit(advance({ durationNs: HOUR_NS }))).toMatchObject({
      ...{ kind: 'clockAdvanced', timeNs: SECOND_NS + HOUR_NS, sequence: 6 },
    });
    expect(clock.now()).toBe(SECOND_NS + HOUR_NS);
    expect(await exchange.submit(limit('buy', 100, 10))).toMatchObject({
      transactTimeNs: SECOND_NS + HOUR_NS,
    });
    await exchange.submit(advance({ timeNs: 2n * HOUR_NS }));
    expect(await exchange.submit(limit('buy', 100, 10))).toMatchObject({ transactTimeNs: 2n * HOUR_NS });
  });

  it('goes forward only, and not too far at once', async () => {
    const { exchange, clock } = await atManualTime();
    const refused = (field: string, min: bigint, max: bigint) => ({
      ...{ kind: 'refused', reason: 'FIELD_OUT_OF_RANGE', field },
      metadata: { min: String(min), max: String(max) },
    });
    for (const durationNs of [0n, MAX_CLOCK_ADVANCE_NS + 1n]) {
      expect(await exchange.submit(advance({ durationNs }))).toMatchObject(
        refused('duration_ns', 1n, MAX_CLOCK_ADVANCE_NS),
      );
    }
    for (const timeNs of [0n, SECOND_NS, SECOND_NS + MAX_CLOCK_ADVANCE_NS + 1n]) {
      expect(await exchange.submit(advance({ timeNs }))).toMatchObject(
        refused('time_ns', SECOND_NS + 1n, SECOND_NS + MAX_CLOCK_ADVANCE_NS),
      );
    }
    expect(clock.now()).toBe(SECOND_NS);
    expect(await exchange.submit(advance({ durationNs: MAX_CLOCK_ADVANCE_NS }))).toMatchObject({
      timeNs: SECOND_NS + MAX_CLOCK_ADVANCE_NS,
    });
  });

  it('stops at the last time that fits 64 bits', async () => {
    const { exchange } = await testExchange(1_000, { clock: new ManualClock(MAX_TIME_NS - 5n) });
    expect(await exchange.submit(advance({ durationNs: 6n }))).toMatchObject({
      metadata: { min: '1', max: '5' },
    });
    expect(await exchange.submit(advance({ durationNs: 5n }))).toMatchObject({ timeNs: MAX_TIME_NS });
  });

  it('has not moved when the commit failed', async () => {
    const { exchange, journal, clock } = await atManualTime();
    journal.broken = true;
    expect(await exchange.submit(advance({ durationNs: HOUR_NS }))).toMatchObject({
      reason: 'JOURNAL_UNAVAILABLE',
    });
    expect(clock.now()).toBe(SECOND_NS);
    journal.broken = false;
    await expect.poll(() => exchange.status.accepting, { timeout: 3_000 }).toBe(true);
    expect(await exchange.submit(limit('buy', 100, 10))).toMatchObject({ transactTimeNs: SECOND_NS });
  });

  it('begins where the journal ends, or now', () => {
    expect(openClock('manual', HOUR_NS).now()).toBe(HOUR_NS);
    const clock = openClock('manual', 0n);
    const began = clock.now();
    expect(began).toBeGreaterThan(BigInt(Date.now() - 60_000) * 1_000_000n);
    expect(clock.now()).toBe(began);
  });
});
