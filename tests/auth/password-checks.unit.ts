import { expect, test, vi } from 'vitest';
import { FairQueue } from '../../src/auth/fair-queue.ts';
import { LoginDelays } from '../../src/auth/login-delays.ts';
import { PasswordChecks } from '../../src/auth/password-checks.ts';
import { Passwords } from '../../src/auth/passwords.ts';
import { RefusedError } from '../../src/domain/refusal.ts';
import { LoggedLines } from './logged-lines.ts';

const passwords = new Passwords(new FairQueue({ concurrency: 2, maxWaiting: 100 }));
const hash = await passwords.hash('right');

/** Results of concurrent passwords of one party from one address. */
async function checkAtOnce(tried: readonly string[]) {
  const checks = new PasswordChecks(passwords, new LoginDelays(new LoggedLines()));
  const presented = (password: string) => ({ partyId: 'alice', password, address: '192.0.2.1' });
  const results = await Promise.allSettled(tried.map((password) => checks.check(presented(password), hash)));
  return results.map((result) => {
    if (result.status === 'fulfilled') return result.value;
    if (result.reason instanceof RefusedError) return result.reason.refusal.reason;
    throw result.reason;
  });
}

test('a desk of programs that all log in at once gets in', async () => {
  expect(await checkAtOnce(Array(32).fill('right'))).toEqual(Array(32).fill(true));
});

test('right passwords behind wrong ones get in while wrong ones are free', async () => {
  const tried = [...Array(10).fill('wrong'), ...Array(20).fill('right')];
  expect((await checkAtOnce(tried)).slice(10)).toEqual(Array(20).fill(true));
});

test('guesses at once are no more than one after the other, whichever is right', async () => {
  const full = vi.spyOn(passwords, 'matches');
  const tried = Array.from({ length: 60 }, (_, guess) => (guess === 40 ? 'right' : `guess ${guess}`));
  const results = await checkAtOnce(tried);
  expect(full).toHaveBeenCalledTimes(11);
  expect(results).toEqual([...Array(11).fill(false), ...Array(49).fill('LOGIN_DELAYED')]);
});
