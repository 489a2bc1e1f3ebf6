import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LoginDelays } from '../../src/auth/login-delays.ts';
import { RefusedError } from '../../src/domain/refusal.ts';
import { LoggedLines } from './logged-lines.ts';

const MINUTE_MS = 60_000;

let log: LoggedLines;
let delays: LoginDelays;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  log = new LoggedLines();
  delays = new LoginDelays(log);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Makes a wrong guess if there is no delay. Returns the delay in milliseconds. */
function guess(partyId: string, address: string): number {
  const attempt = begin(partyId, address);
  if (typeof attempt === 'number') return attempt;
  if (attempt === undefined) throw new Error('others are being checked');
  attempt.failed();
  return 0;
}

function begin(partyId: string, address: string) {
  try {
    return delays.begin(partyId, address);
  } catch (error) {
    if (!(error instanceof RefusedError) || error.refusal.reason !== 'LOGIN_DELAYED') throw error;
    const waitMs = Number(error.refusal.metadata?.['retry_after_ms']);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(MINUTE_MS);
    return waitMs;
  }
}

function logIn(partyId: string, address: string): void {
  const attempt = begin(partyId, address);
  if (attempt === undefined || typeof attempt === 'number') throw new Error(`has to wait ${attempt} ms`);
  attempt.succeeded();
}

/** Guesses as often as possible within a time, and returns the number of guesses. */
function guessFor(durationMs: number, make: () => number): number {
  const endMs = performance.now() + durationMs;
  let made = 0;
  while (performance.now() < endMs) {
    const waitMs = make();
    if (waitMs === 0) made += 1;
    else vi.advanceTimersByTime(waitMs);
  }
  return made;
}

test('eleven mistakes cost nothing, the next wait 1, 2, 4, … and at most 60 seconds', () => {
  for (let count = 0; count < 11; count += 1) expect(guess('alice', 'home')).toBe(0);
  const waits: number[] = [];
  for (let count = 0; count < 8; count += 1) {
    const waitMs = guess('alice', 'home');
    waits.push(waitMs);
    vi.advanceTimersByTime(waitMs);
    expect(guess('alice', 'home')).toBe(0);
  }
  // One guess is forgotten after a minute.
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 32, 60].map((seconds) => seconds * 1_000));
});

test('a password that was right ends the delay, and a minute forgets one that was wrong', () => {
  for (let count = 0; count < 11; count += 1) guess('alice', 'home');
  vi.advanceTimersByTime(1_000);
  logIn('alice', 'home');
  for (let count = 0; count < 11; count += 1) expect(guess('alice', 'home')).toBe(0);
  vi.advanceTimersByTime(10 * MINUTE_MS);
  for (let count = 0; count < 10; count += 1) expect(guess('alice', 'home')).toBe(0);
});

test('guesses that are made at once are no more than those one after the other, and count when they are wrong', async () => {
  const begun = () => {
    const attempt = begin('alice', 'home');
    return typeof attempt === 'number' ? undefined : attempt;
  };
  const attempts = Array.from({ length: 1_000 }, begun).filter((attempt) => attempt !== undefined);
  expect(attempts).toHaveLength(11);
  const waiting = delays.ended('alice', 'home');
  attempts.shift()?.failed();
  await waiting;
  // One password was wrong, and ten checks are running.
  expect(begun()).toBeUndefined();
  for (const attempt of attempts) attempt.failed();
  expect(begin('alice', 'home')).toBe(1_000);
  vi.advanceTimersByTime(1_000);
  const next = begun();
  expect(next).toBeDefined();
  expect(begun()).toBeUndefined();
  next?.succeeded();
  expect(begun()).toBeDefined();
});

test('64 attempts of a party from an address wait for others, one more does not', async () => {
  for (let count = 0; count < 11; count += 1) begin('alice', 'home');
  for (let count = 0; count < 64; count += 1) void delays.ended('alice', 'home');
  await expect(delays.ended('alice', 'home')).rejects.toThrow(/too many passwords of one party/);
  await delays.ended('alice', 'office');
});

test('an attempt that could not be checked does not count', () => {
  for (let count = 0; count < 100; count += 1) {
    const attempt = begin('alice', 'home');
    if (attempt === undefined || typeof attempt === 'number') throw new Error('has to wait');
    attempt.unchecked();
  }
  expect(guess('alice', 'home')).toBe(0);
});

test('one address that guesses at many parties makes a guess a minute, and delays no other address', () => {
  let party = 0;
  const guessAtNext = () => guess(`party-${party++}`, 'attacker');
  expect(guessFor(60 * MINUTE_MS, guessAtNext)).toBeLessThan(100);
  guessAtNext();
  expect(guess('alice', 'attacker')).toBeGreaterThan(0);
  logIn('alice', 'home');
});

test('many addresses that guess at one party keep it from nowhere that it has logged in from', () => {
  logIn('alice', 'home');
  let address = 0;
  for (let count = 0; count < 10_000; count += 1) {
    guess('alice', `attacker-${address++ % 100}`);
    vi.advanceTimersByTime(10);
    if (count % 100 === 0) logIn('alice', 'home');
  }
});

test('many addresses that guess at one party make a guess a second at most between them, each a few', () => {
  let address = 0;
  const made = guessFor(10 * MINUTE_MS, () => {
    const waitMs = guess('alice', `attacker-${address++ % 10_000}`);
    return Math.min(waitMs, 10);
  });
  expect(made).toBeLessThan(20 + 600 + 10);
});

test('an owner who comes from somewhere new waits for guesses of others a second at most', () => {
  for (let count = 0; count < 1_000; count += 1) {
    guess('alice', `attacker-${count % 100}`);
    vi.advanceTimersByTime(500);
  }
  // Also right after the last guess.
  guess('alice', 'attacker-new');
  expect(begin('alice', 'hotel')).toBe(1_000);
  vi.advanceTimersByTime(1_000);
  logIn('alice', 'hotel');
});

test('a party that is known at an address is not delayed by what others do there', () => {
  logIn('alice', 'office');
  let party = 0;
  guessFor(5 * MINUTE_MS, () => guess(`party-${party++}`, 'office'));
  logIn('alice', 'office');
});

test('a party that is known somewhere is delayed there by its own mistakes', () => {
  logIn('alice', 'home');
  for (let count = 0; count < 11; count += 1) expect(guess('alice', 'home')).toBe(0);
  expect(guess('alice', 'home')).toBe(1_000);
});

test('the log has one line when an address or a party begins to be delayed', () => {
  for (let count = 0; count < 30; count += 1) guess(`party-${count}`, 'attacker');
  for (let count = 0; count < 30; count += 1) guess('alice', `attacker-${count}`);
  expect(log.lines.map(({ facts }) => facts)).toEqual([{ address: 'attacker' }, { party: 'alice' }]);
});
