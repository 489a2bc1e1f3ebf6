import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Auth } from '../../src/auth/auth.ts';
import { openAuth } from '../../src/auth/open-auth.ts';
import type { Command, Reply } from '../../src/domain/command.ts';
import { refuse } from '../../src/domain/refusal.ts';
import { Registry } from '../../src/feeds/registry.ts';

const PASSWORD = 'correct horse';

let dataDir: string;
let parties: Registry;
let auth: Auth;
/** What the exchange does with a command; a test may have it fail. */
let submit: (command: Command) => Promise<Reply>;

function open(): Auth {
  return openAuth({
    dataDir,
    sessionMinutes: 1,
    maxSessionsPerParty: 3,
    maxLoginsWaiting: 100,
    loginConcurrency: 2,
    parties,
    submit: (command) => submit(command),
  });
}

async function listParty(command: Command): Promise<Reply> {
  if (command.kind !== 'createParty') throw new Error(`unexpected ${command.kind}`);
  const party = { ...command, partyNumber: [...parties.parties()].length + 1 };
  parties.addParty(party);
  return { kind: 'partyCreated', party };
}

function create(partyId: string, password: string) {
  return auth.createParty({ kind: 'createParty', partyId, partyName: '', isAdmin: false }, password);
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'redleaf-auth-'));
  parties = new Registry();
  submit = listParty;
  auth = open();
});
afterEach(() => {
  vi.useRealTimers();
  auth.close();
  rmSync(dataDir, { recursive: true });
});

test('a party that was created logs in with its password and no other', async () => {
  await create('alice', PASSWORD);
  const { token, party } = await auth.login('alice', PASSWORD);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(party.partyId).toBe('alice');
  expect(auth.partyOf(token)?.partyId).toBe('alice');
  const refusal = { refusal: { reason: 'CREDENTIALS_INVALID' } };
  await expect(auth.login('alice', 'wrong')).rejects.toMatchObject(refusal);
  await expect(auth.login('bob', PASSWORD)).rejects.toMatchObject(refusal);
});

test('a token is good for nothing after logout, or when it was made up', async () => {
  await create('alice', PASSWORD);
  const { token } = await auth.login('alice', PASSWORD);
  auth.logout(token);
  expect(auth.partyOf(token)).toBeUndefined();
  expect(auth.partyOf('A'.repeat(43))).toBeUndefined();
  expect(auth.partyOf('')).toBeUndefined();
});

test('a password that comes with a request is checked like that of a login', async () => {
  await create('alice', PASSWORD);
  expect((await auth.verify('alice', PASSWORD)).partyId).toBe('alice');
  const refusal = { refusal: { reason: 'CREDENTIALS_INVALID' } };
  await expect(auth.verify('alice', 'wrong')).rejects.toMatchObject(refusal);
  await expect(auth.verify('bob', PASSWORD)).rejects.toMatchObject(refusal);
});

test('a password that was right is checked again after a session of its party has ended', async () => {
  await create('alice', PASSWORD);
  const { token } = await auth.login('alice', PASSWORD);
  await auth.verify('alice', PASSWORD);
  const check = vi.spyOn(bcrypt, 'compare');
  await auth.verify('alice', PASSWORD);
  expect(check).not.toHaveBeenCalled();
  auth.logout(token);
  await auth.verify('alice', PASSWORD);
  expect(check).toHaveBeenCalledOnce();
  check.mockRestore();
});

test('tokens outlive a restart, those that were given back do not', async () => {
  await create('alice', PASSWORD);
  const kept = await auth.login('alice', PASSWORD);
  const ended = await auth.login('alice', PASSWORD);
  auth.logout(ended.token);
  auth.close();
  auth = open();
  expect(auth.partyOf(kept.token)?.partyId).toBe('alice');
  expect(auth.partyOf(ended.token)).toBeUndefined();
});

test('tokens end, before and after a restart', async () => {
  await create('alice', PASSWORD);
  const { token, expireTimeMs } = await auth.login('alice', PASSWORD);
  vi.useFakeTimers({ toFake: ['Date'], now: expireTimeMs - 1 });
  expect(auth.partyOf(token)?.partyId).toBe('alice');
  vi.setSystemTime(expireTimeMs);
  expect(auth.partyOf(token)).toBeUndefined();
  auth.close();
  auth = open();
  expect(auth.partyOf(token)).toBeUndefined();
});

test('a login too many ends the oldest session of the party, and of no other', async () => {
  await create('alice', PASSWORD);
  await create('bob', PASSWORD);
  const bobs = await auth.login('bob', PASSWORD);
  const sessions: { readonly token: string }[] = [];
  for (let count = 0; count < 4; count += 1) sessions.push(await auth.login('alice', PASSWORD));
  const alive = () => sessions.map(({ token }) => auth.partyOf(token)?.partyId);
  expect(alive()).toEqual([undefined, 'alice', 'alice', 'alice']);
  expect(auth.partyOf(bobs.token)?.partyId).toBe('bob');
  auth.close();
  auth = open();
  expect(alive()).toEqual([undefined, 'alice', 'alice', 'alice']);
});

test('neither passwords nor tokens are on disk', async () => {
  await create('alice', PASSWORD);
  const { token } = await auth.login('alice', PASSWORD);
  for (const name of readdirSync(dataDir)) {
    const bytes = readFileSync(join(dataDir, name));
    expect(bytes.includes(PASSWORD)).toBe(false);
    expect(bytes.includes(token)).toBe(false);
  }
});

test('creating a party that exists leaves its password alone', async () => {
  await create('alice', PASSWORD);
  expect(await create('alice', 'stolen account')).toMatchObject({ reason: 'DUPLICATE_PARTY' });
  await auth.login('alice', PASSWORD);
});

test('of two who create the same party at once, one succeeds, and its password is the one', async () => {
  const [first, second] = await Promise.all([create('alice', 'first one'), create('alice', 'second one')]);
  expect(first).toMatchObject({ partyId: 'alice' });
  expect(second).toMatchObject({ reason: 'DUPLICATE_PARTY' });
  await auth.login('alice', 'first one');
  await expect(auth.login('alice', 'second one')).rejects.toThrow();
});

test('a credential whose party was never created lets nobody in, and the next attempt replaces it', async () => {
  submit = async () => refuse('JOURNAL_UNAVAILABLE', 'the disk is full');
  expect(await create('alice', 'first one')).toMatchObject({ reason: 'JOURNAL_UNAVAILABLE' });
  await expect(auth.login('alice', 'first one')).rejects.toThrow();
  submit = listParty;
  await create('alice', 'second one');
  await auth.login('alice', 'second one');
});

test('the first administrator is created once, and keeps its password', async () => {
  await auth.ensureAdmin('root', PASSWORD);
  await auth.ensureAdmin('root', 'another one');
  expect((await auth.login('root', PASSWORD)).party.isAdmin).toBe(true);
});

test('an administrator whose credentials were lost gets in again', async () => {
  await auth.ensureAdmin('root', PASSWORD);
  auth.close();
  rmSync(dataDir, { recursive: true });
  auth = open();
  await auth.ensureAdmin('root', 'another one');
  expect((await auth.login('root', 'another one')).party.isAdmin).toBe(true);
});
