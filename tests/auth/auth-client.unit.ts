import { setTimeout as sleep } from 'node:timers/promises';
import bcrypt from 'bcrypt';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AuthFunctions, GatewayFunctions } from '../../src/auth/auth-calls.ts';
import { AuthClient } from '../../src/auth/auth-client.ts';
import { Sessions } from '../../src/auth/sessions.ts';
import type { Party } from '../../src/domain/party.ts';
import { PortCalls } from '../../src/threads/port-calls.ts';
import { AuthUnderTest, HERE, NO_MONGO } from './auth-under-test.ts';
import { dateClock } from './date-clock.ts';

const PASSWORD = 'correct horse';
const ALICE = { partyId: 'alice', password: PASSWORD, address: HERE };
const MINUTE_MS = 60_000;
const UNAVAILABLE = { refusal: { reason: 'PARTY_STORE_UNAVAILABLE' } };

let under: AuthUnderTest;
let one: AuthClient;
let other: AuthClient;
let root: Party;

beforeEach(async () => {
  under = await AuthUnderTest.start({ partyStore: 'sqlite', mongo: NO_MONGO }, 30);
  one = under.auth;
  other = await under.attach();
  await under.create('alice', PASSWORD);
  await under.ensureAdmin('root', PASSWORD);
  root = await one.verify({ ...ALICE, partyId: 'root' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await under.end();
});

const partiesOf = (token: string) => [one, other].map((gateway) => gateway.partyOf(token)?.partyId);

test('a session is open on all gateways when its login is answered', async () => {
  const { token, expireTimeMs } = await one.login(ALICE);
  expect(partiesOf(token)).toEqual(['alice', 'alice']);
  expect([one, other].map((gateway) => gateway.expireTimeMsOf(token))).toEqual([expireTimeMs, expireTimeMs]);
  expect([one.sessionCount, other.sessionCount]).toEqual([1, 1]);
  expect(other.endOf(token).aborted).toBe(false);
});

describe('a session is over on all gateways, with its streams, when the answer is there to', () => {
  const ways: Readonly<Record<string, (token: string, alice: Party) => Promise<unknown>>> = {
    'a logout': (token) => other.logout(token),
    'a new password': async (_token, alice) => {
      const { token } = await one.login(ALICE);
      await one.changePassword(alice, token, { current: PASSWORD, next: 'another one', address: HERE });
      expect(partiesOf(token)).toEqual(['alice', 'alice']);
    },
    'a password that an administrator sets': () => other.setPassword('alice', 'another one', root),
    'the end of its party': () => one.setDisabled('alice', true, root),
    'an administrator who ends the sessions of its party': () => one.endSessions({ partyId: 'alice' }, root),
    'an administrator who ends it': async () => {
      const [session] = await other.sessions('alice', 0, 1);
      await other.endSessions({ sessionId: session?.sessionId ?? '' }, root);
    },
    'a login too many': async () => {
      for (let count = 0; count < 3; count += 1) await other.login(ALICE);
    },
  };

  test.each(Object.entries(ways))('%s', async (_what, end) => {
    const { token, party } = await one.login(ALICE);
    const streams = [one, other].map((gateway) => gateway.endOf(token));
    await end(token, party);
    expect(partiesOf(token)).toEqual([undefined, undefined]);
    expect(streams.map(({ reason }) => reason)).toEqual(
      Array(2).fill(expect.objectContaining({ message: 'the session has ended: log in again' })),
    );
    expect([one, other].map((gateway) => gateway.endOf(token).aborted)).toEqual([true, true]);
  });
});

test('a session that expires is over on all gateways, with its streams', async () => {
  const { token } = await one.login(ALICE, 1);
  const streams = [one, other].map((gateway) => gateway.endOf(token));
  await vi.waitUntil(() => streams.every(({ aborted }) => aborted), { timeout: 30_000 });
  expect(partiesOf(token)).toEqual([undefined, undefined]);
  expect([one.sessionCount, other.sessionCount]).toEqual([0, 0]);
});

test('a renewed session has its new expiry on all gateways, and its streams go on', async () => {
  const { token } = await one.login(ALICE, MINUTE_MS);
  const stream = other.endOf(token);
  const expireTimeMs = await one.renew(token, 10 * MINUTE_MS);
  expect(expireTimeMs).toBeGreaterThan(Date.now() + 9 * MINUTE_MS);
  expect([one, other].map((gateway) => gateway.expireTimeMsOf(token))).toEqual([expireTimeMs, expireTimeMs]);
  expect(other.endOf(token)).toBe(stream);
  await one.logout(token);
  expect(stream.aborted).toBe(true);
  expect(await other.renew(token)).toBeUndefined();
});

test('a gateway that comes later knows all open sessions', async () => {
  const { token } = await one.login(ALICE);
  const ended = await one.login(ALICE);
  await one.logout(ended.token);
  const late = await under.attach();
  expect([late.partyOf(token)?.partyId, late.partyOf(ended.token), late.sessionCount]).toEqual([
    'alice',
    undefined,
    1,
  ]);
  await late.logout(token);
  expect(partiesOf(token)).toEqual([undefined, undefined]);
});

test('an answer waits for each gateway, but for none that is gone', async () => {
  const port = under.attachPort();
  const changes: (() => void)[] = [];
  const change = () => new Promise<void>((applied) => changes.push(applied));
  const slow = new PortCalls<GatewayFunctions, AuthFunctions>(port, { change }, { other: 'the other side' });
  await slow.ask('begin');
  let answers = 0;
  const login = one.login(ALICE).then(() => {
    answers += 1;
  });
  await vi.waitUntil(() => changes.length === 2 && other.sessionCount === 1, { timeout: 30_000 });
  changes[0]?.();
  await sleep(50);
  expect(answers).toBe(0);
  // These change no session.
  expect(await one.verify(ALICE)).toMatchObject({ partyId: 'alice' });
  expect(await one.sessions('alice', 0, 1)).toHaveLength(1);
  changes[1]?.();
  await login;

  const logout = other.login(ALICE);
  await vi.waitUntil(() => changes.length === 3, { timeout: 30_000 });
  slow.close();
  await logout;
});

test('no answer waits for a gateway that is not yet ready for sessions; it knows them all when it is', async () => {
  const late = under.attachPort();
  const { token } = await one.login(ALICE);
  const ended = await other.login(ALICE);
  await other.logout(ended.token);
  const parties = { partyById: (partyId: string) => under.parties.partyById(partyId) };
  const client = await AuthClient.open(late, { parties, clock: dateClock });
  expect([client.partyOf(token)?.partyId, client.partyOf(ended.token)]).toEqual(['alice', undefined]);
  await one.logout(token);
  expect(client.partyOf(token)).toBeUndefined();
});

test('a party whose sessions cannot be ended is refused all the same, also by a gateway that comes later', async () => {
  const { token } = await one.login(ALICE);
  vi.spyOn(Sessions.prototype, 'closeAll').mockImplementationOnce(() => {});
  await one.setDisabled('alice', true, root);
  const late = await under.attach();
  expect([one, other, late].map((gateway) => gateway.partyOf(token))).toEqual(Array(3).fill(undefined));
  await one.setDisabled('alice', false, root);
  expect([one, other, late].map((gateway) => gateway.partyOf(token)?.partyId)).toEqual(
    Array(3).fill('alice'),
  );
});

describe('a caller who leaves', () => {
  /** Begins a request, aborts it while its password is hashed, and returns its error. */
  async function leaveDuring(request: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
    const isHashed = Promise.withResolvers<string>();
    const hashing = vi.spyOn(bcrypt, 'hash').mockImplementationOnce(() => isHashed.promise);
    const leaving = new AbortController();
    const error = request(leaving.signal).catch((reason: unknown) => reason);
    await vi.waitUntil(() => hashing.mock.calls.length === 1, { timeout: 30_000 });
    leaving.abort(new Error('the caller has left'));
    // Requests of a gateway arrive in order: the abort is there when this one is answered.
    await one.sessions('', 0, 1);
    isHashed.resolve('a hash');
    return error;
  }
  const LEFT = new Error('the caller has left');

  test('sets no password', async () => {
    expect(await leaveDuring((signal) => one.setPassword('alice', 'another one', root, signal))).toEqual(
      LEFT,
    );
    await one.login(ALICE);
  });

  test('creates no party', async () => {
    const bob = {
      kind: 'createParty',
      partyNumber: 0,
      partyId: 'bob',
      partyName: '',
      isAdmin: false,
    } as const;
    expect(await leaveDuring((signal) => one.createParty(bob, PASSWORD, signal))).toEqual(LEFT);
    expect(under.parties.partyById('bob')).toBeUndefined();
  });

  test('before the request, asks nothing', async () => {
    await expect(one.setPassword('alice', 'another one', root, AbortSignal.abort(LEFT))).rejects.toBe(LEFT);
    await one.login(ALICE);
  });
});

test('refusals arrive whole', async () => {
  await expect(one.setPassword('nobody', PASSWORD, root)).rejects.toMatchObject({
    name: 'RefusedError',
    refusal: {
      kind: 'refused',
      reason: 'UNKNOWN_PARTY',
      message: 'there is no party with this party_id',
      field: 'party_id',
    },
  });
});

test('a fault arrives with its message and where it was', async () => {
  vi.spyOn(Sessions.prototype, 'list').mockImplementationOnce(() => {
    throw new TypeError('a fault');
  });
  const error = await one.sessions('', 0, 1).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'TypeError', message: 'a fault' });
  expect(error).toHaveProperty('stack', expect.stringContaining('auth-client.unit.ts'));
});

describe('requests without an answer are refused', () => {
  const never = () => {
    vi.spyOn(bcrypt, 'compare').mockImplementation(() => new Promise(() => {}));
    return one.login(ALICE);
  };

  test('when the gateway closes, and those that come later', async () => {
    const { token } = await other.login(ALICE);
    const login = never();
    one.close();
    await expect(login).rejects.toMatchObject(UNAVAILABLE);
    await expect(one.logout(token)).rejects.toMatchObject(UNAVAILABLE);
    await other.logout(token);
  });

  test('when the other side closes', async () => {
    const login = never();
    await Promise.all([under.close(), expect(login).rejects.toMatchObject(UNAVAILABLE)]);
    await expect(other.unlistedParties()).rejects.toMatchObject(UNAVAILABLE);
  });
});
