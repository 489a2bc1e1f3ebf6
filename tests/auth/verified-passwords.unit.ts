import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { FairQueue } from '../../src/auth/fair-queue.ts';
import { LoginDelays } from '../../src/auth/login-delays.ts';
import { PasswordChecks } from '../../src/auth/password-checks.ts';
import { Passwords } from '../../src/auth/passwords.ts';
import { VerifiedPasswords } from '../../src/auth/verified-passwords.ts';
import { LoggedLines } from './logged-lines.ts';

const passwords = new Passwords(new FairQueue({ concurrency: 2, maxWaiting: 100 }));
const hash = await passwords.hash('right');
const otherHash = await passwords.hash('other');

const shown = (partyId: string, password: string) => ({ partyId, password, address: '192.0.2.1' });

let full: MockInstance<Passwords['matches']>;
let verified: VerifiedPasswords;
beforeEach(() => {
  full = vi.spyOn(passwords, 'matches');
  verified = new VerifiedPasswords(new PasswordChecks(passwords, new LoginDelays(new LoggedLines())));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a right password is checked once', async () => {
  for (let count = 0; count < 5; count += 1)
    expect(await verified.matches(shown('bob', 'right'), hash)).toBe(true);
  expect(full).toHaveBeenCalledTimes(1);
});

test('the first requests of a party share a check', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => verified.matches(shown('bob', 'right'), hash)),
  );
  expect(all).toEqual(Array(20).fill(true));
  expect(full).toHaveBeenCalledTimes(1);
});

test('a wrong password and an unknown party cost the full check every time, also beside the right one', async () => {
  await verified.matches(shown('bob', 'right'), hash);
  for (let count = 0; count < 2; count += 1) {
    expect(await verified.matches(shown('bob', 'wrong'), hash)).toBe(false);
    expect(await verified.matches(shown('nobody', 'right'), undefined)).toBe(false);
  }
  expect(full).toHaveBeenCalledTimes(5);
  expect(await verified.matches(shown('bob', 'right'), hash)).toBe(true);
  expect(full).toHaveBeenCalledTimes(5);
});

test('what was right for one party says nothing about another', async () => {
  await verified.matches(shown('bob', 'right'), hash);
  expect(await verified.matches(shown('carol', 'right'), otherHash)).toBe(false);
});

test('is forgotten at once when the stored hash changes', async () => {
  await verified.matches(shown('bob', 'right'), hash);
  expect(await verified.matches(shown('bob', 'right'), otherHash)).toBe(false);
  expect(await verified.matches(shown('bob', 'other'), otherHash)).toBe(true);
});

test('is not remembered if it is forgotten during its check', async () => {
  const checking = verified.matches(shown('bob', 'right'), hash);
  verified.forget('bob');
  expect(await checking).toBe(true);
  expect(await verified.matches(shown('bob', 'right'), hash)).toBe(true);
  expect(full).toHaveBeenCalledTimes(2);
});

test('is forgotten on demand, and after some minutes', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await verified.matches(shown('bob', 'right'), hash);
  verified.forget('bob');
  await verified.matches(shown('bob', 'right'), hash);
  expect(full).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5 * 60_000 - 1);
  await verified.matches(shown('bob', 'right'), hash);
  expect(full).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1);
  await verified.matches(shown('bob', 'right'), hash);
  expect(full).toHaveBeenCalledTimes(3);
});
