import bcrypt from 'bcrypt';
import { expect, test, vi } from 'vitest';
import { FairQueue } from '../../src/auth/fair-queue.ts';
import { Passwords } from '../../src/auth/passwords.ts';
import { RefusedError } from '../../src/domain/refusal.ts';

// These tests use the real cost.
vi.unmock('bcrypt');

const CALLER = { key: 'somewhere', isKnown: false };

function create(concurrency: number, maxWaiting: number): Passwords {
  return new Passwords(new FairQueue({ concurrency, maxWaiting }));
}

test('knows a password by its hash, and no other', async () => {
  const passwords = create(2, 10);
  const hash = await passwords.hash('correct horse');
  expect(hash).not.toContain('correct horse');
  expect(hash).toMatch(/^\$2b\$10\$/);
  expect(await passwords.matches('correct horse', hash, CALLER)).toBe(true);
  expect(await passwords.matches('correct horse ', hash, CALLER)).toBe(false);
});

test.each([
  ['bobpw', '$2b$12$NMy7be6E2cWxmvV7z2D9eeFye8AAxbwn6vFLF6j1U6XaQfx8ZgOXW'],
  ['pässwörd', '$2b$12$dc8v5xkaa3k6mkHnVomMQ.b5Z0K1jYFwPtLX46uGyvfQo8DaX7Lxu'],
  ['bobpw', '$2a$12$ST9FwsmM5EKxyngtix2fMO5b1vr2jghVKyYwBnNzFUP0y7GaHREnq'],
  ['bobpw', '$2y$12$NMy7be6E2cWxmvV7z2D9eeFye8AAxbwn6vFLF6j1U6XaQfx8ZgOXW'],
  ['bobpw', bcrypt.hashSync('bobpw', 4)],
])('accepts %s with a hash of another library: %s', async (password, hash) => {
  const passwords = create(1, 10);
  expect(await passwords.matches(password, hash, CALLER)).toBe(true);
  expect(await passwords.matches(`${password} `, hash, CALLER)).toBe(false);
});

test('a password with a zero byte is not cut there', async () => {
  const passwords = create(1, 10);
  expect(await passwords.matches('abcdefgh\0other', await passwords.hash('abcdefgh\0one'), CALLER)).toBe(
    false,
  );
});

test('without a hash nothing matches, though a check is made as for any other', async () => {
  const passwords = create(1, 10);
  await passwords.matches('the decoy is there now', undefined, CALLER);
  const compare = vi.spyOn(bcrypt, 'compare');
  expect(await passwords.matches('anything', undefined, CALLER)).toBe(false);
  expect(compare).toHaveBeenCalledExactlyOnceWith('anything', expect.stringMatching(/^\$2b\$10\$/));
});

test('refuses more than may wait', async () => {
  const passwords = create(1, 2);
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => passwords.hash('x')));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(refused.length).toBeGreaterThanOrEqual(5);
  for (const error of refused) {
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.refusal).toMatchObject({ reason: 'TOO_MANY_REQUESTS', metadata: { max: '2' } });
  }
});
