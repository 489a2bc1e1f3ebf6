import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { refuse } from '../../src/domain/refusal.ts';
import { AuthUnderTest, HERE, type StoreSettings } from './auth-under-test.ts';

const PASSWORD = 'correct horse';
const INVALID = { refusal: { reason: 'CREDENTIALS_INVALID' } };

/** The tests of `auth/` for every password store. `store` returns new settings for each test. */
export function authContract(name: string, store: () => StoreSettings): void {
  describe(`auth with passwords in ${name}`, () => {
    let under: AuthUnderTest;
    beforeEach(async () => {
      under = await AuthUnderTest.start(store());
    });
    afterEach(async () => {
      vi.useRealTimers();
      vi.restoreAllMocks();
      await under.end();
    });

    test('a party that was created logs in with its password and no other', async () => {
      await under.create('alice', PASSWORD);
      const { token, party } = await under.auth.login({
        partyId: 'alice',
        password: PASSWORD,
        address: HERE,
      });
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(party.partyId).toBe('alice');
      expect(under.auth.partyOf(token)?.partyId).toBe('alice');
      await expect(
        under.auth.login({ partyId: 'alice', password: 'wrong', address: HERE }),
      ).rejects.toMatchObject(INVALID);
      await expect(
        under.auth.login({ partyId: 'bob', password: PASSWORD, address: HERE }),
      ).rejects.toMatchObject(INVALID);
    });

    test('a token is good for nothing after logout, or when it was made up', async () => {
      await under.create('alice', PASSWORD);
      const { token } = await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
      await under.auth.logout(token);
      expect(under.auth.partyOf(token)).toBeUndefined();
      expect(under.auth.partyOf('A'.repeat(43))).toBeUndefined();
      expect(under.auth.partyOf('')).toBeUndefined();
    });

    test('a password that comes with a request is checked like that of a login', async () => {
      await under.create('alice', PASSWORD);
      expect((await under.auth.verify({ partyId: 'alice', password: PASSWORD, address: HERE })).partyId).toBe(
        'alice',
      );
      await expect(
        under.auth.verify({ partyId: 'alice', password: 'wrong', address: HERE }),
      ).rejects.toMatchObject(INVALID);
      await expect(
        under.auth.verify({ partyId: 'bob', password: PASSWORD, address: HERE }),
      ).rejects.toMatchObject(INVALID);
    });

    test('a password that was right is checked again after a session of its party has ended', async () => {
      await under.create('alice', PASSWORD);
      const { token } = await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
      await under.auth.verify({ partyId: 'alice', password: PASSWORD, address: HERE });
      const check = vi.spyOn(bcrypt, 'compare');
      await under.auth.verify({ partyId: 'alice', password: PASSWORD, address: HERE });
      expect(check).not.toHaveBeenCalled();
      await under.auth.logout(token);
      await under.auth.verify({ partyId: 'alice', password: PASSWORD, address: HERE });
      expect(check).toHaveBeenCalledOnce();
    });

    test('tokens outlive a restart, those that were given back do not', async () => {
      await under.create('alice', PASSWORD);
      const kept = await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
      const ended = await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
      await under.auth.logout(ended.token);
      await under.restart();
      expect(under.auth.partyOf(kept.token)?.partyId).toBe('alice');
      expect(under.auth.partyOf(ended.token)).toBeUndefined();
    });

    test('tokens end, before and after a restart', async () => {
      await under.create('alice', PASSWORD);
      const { token, expireTimeMs } = await under.auth.login({
        partyId: 'alice',
        password: PASSWORD,
        address: HERE,
      });
      vi.useFakeTimers({ toFake: ['Date'], now: expireTimeMs - 1 });
      expect(under.auth.partyOf(token)?.partyId).toBe('alice');
      vi.setSystemTime(expireTimeMs);
      expect(under.auth.partyOf(token)).toBeUndefined();
      await under.restart();
      expect(under.auth.partyOf(token)).toBeUndefined();
    });

    test('a login too many ends the oldest session of the party, and of no other', async () => {
      await under.create('alice', PASSWORD);
      await under.create('bob', PASSWORD);
      const bobs = await under.auth.login({ partyId: 'bob', password: PASSWORD, address: HERE });
      const sessions: { readonly token: string }[] = [];
      for (let count = 0; count < 4; count += 1)
        sessions.push(await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE }));
      const alive = () => sessions.map(({ token }) => under.auth.partyOf(token)?.partyId);
      expect(alive()).toEqual([undefined, 'alice', 'alice', 'alice']);
      expect(under.auth.partyOf(bobs.token)?.partyId).toBe('bob');
      await under.restart();
      expect(alive()).toEqual([undefined, 'alice', 'alice', 'alice']);
    });

    test('neither passwords nor tokens are on disk or in the log', async () => {
      await under.create('alice', PASSWORD);
      const { token, party } = await under.auth.login({
        partyId: 'alice',
        password: PASSWORD,
        address: HERE,
      });
      await under.auth.changePassword(party, token, {
        current: PASSWORD,
        next: 'another one',
        address: HERE,
      });
      await under.auth.setPassword('alice', 'a third one', party);
      const written = readdirSync(under.dataDir).map((file) => readFileSync(join(under.dataDir, file)));
      for (const bytes of [...written, Buffer.from(JSON.stringify(under.log.lines))]) {
        for (const secret of [PASSWORD, 'another one', 'a third one', token]) {
          expect(bytes.includes(secret)).toBe(false);
        }
      }
      expect(JSON.stringify(under.log.lines)).not.toContain('$2b$');
    });

    test('a party is found by any form of Unicode, and one that is older than the rule by its own', async () => {
      await under.create('Zoë', PASSWORD);
      const typed = { partyId: 'Zoe\u0308', password: PASSWORD, address: HERE };
      expect((await under.auth.login(typed)).party.partyId).toBe('Zoë');
      expect((await under.auth.verify(typed)).partyId).toBe('Zoë');
      for (const partyId of ['o\u0308', 'a\u200Bb']) {
        await under.create(partyId, PASSWORD);
        const shown = { partyId, password: PASSWORD, address: HERE };
        expect((await under.auth.login(shown)).party.partyId).toBe(partyId);
        expect((await under.auth.verify(shown)).partyId).toBe(partyId);
      }
      const { party } = await under.auth.login(typed);
      await under.auth.setPassword('Zoe\u0308', 'another one', party);
      await under.auth.login({ ...typed, password: 'another one' });
    });

    test('creating a party that exists leaves its password alone', async () => {
      await under.create('alice', PASSWORD);
      expect(await under.create('alice', 'stolen account')).toMatchObject({ reason: 'DUPLICATE_PARTY' });
      await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
    });

    test('of two who create the same party at once, one succeeds, and its password is the one', async () => {
      const [first, second] = await Promise.all([
        under.create('alice', 'first one'),
        under.create('alice', 'second one'),
      ]);
      expect(first).toMatchObject({ partyId: 'alice' });
      expect(second).toMatchObject({ reason: 'DUPLICATE_PARTY' });
      await under.auth.login({ partyId: 'alice', password: 'first one', address: HERE });
      await expect(
        under.auth.login({ partyId: 'alice', password: 'second one', address: HERE }),
      ).rejects.toMatchObject(INVALID);
    });

    test('a party that could not be created cannot log in, and the next attempt creates it', async () => {
      under.submit = async () => refuse('JOURNAL_UNAVAILABLE', 'the disk is full');
      expect(await under.create('alice', 'first one')).toMatchObject({ reason: 'JOURNAL_UNAVAILABLE' });
      under.submit = (command) => under.listParty(command);
      await expect(
        under.auth.login({ partyId: 'alice', password: 'first one', address: HERE }),
      ).rejects.toMatchObject(INVALID);
      await under.create('alice', 'second one');
      await under.auth.login({ partyId: 'alice', password: 'second one', address: HERE });
    });

    test('the first administrator is created once, and keeps its password', async () => {
      await under.ensureAdmin('root', PASSWORD);
      await under.ensureAdmin('root', 'another one');
      expect(
        (await under.auth.login({ partyId: 'root', password: PASSWORD, address: HERE })).party.isAdmin,
      ).toBe(true);
    });

    describe('a party that changes its password', () => {
      const change = async (current: string, next: string) => {
        const { token, party } = await under.auth.login({
          partyId: 'alice',
          password: PASSWORD,
          address: HERE,
        });
        await under.auth.changePassword(party, token, { current, next, address: HERE });
        return token;
      };
      beforeEach(async () => {
        await under.create('alice', PASSWORD);
      });

      test('logs in and makes requests with the new one at once, and not with the old one', async () => {
        await under.auth.verify({ partyId: 'alice', password: PASSWORD, address: HERE });
        await change(PASSWORD, 'another one');
        await under.auth.login({ partyId: 'alice', password: 'another one', address: HERE });
        await under.auth.verify({ partyId: 'alice', password: 'another one', address: HERE });
        await expect(
          under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE }),
        ).rejects.toMatchObject(INVALID);
        await expect(
          under.auth.verify({ partyId: 'alice', password: PASSWORD, address: HERE }),
        ).rejects.toMatchObject(INVALID);
        expect(under.log.lines).toContainEqual({
          level: 'info',
          message: 'a party has changed its password',
          facts: { party: 'alice' },
        });
      });

      test('keeps only the session that changed it, and no other party loses a session', async () => {
        await under.create('bob', PASSWORD);
        const bobs = await under.auth.login({ partyId: 'bob', password: PASSWORD, address: HERE });
        const other = await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
        const over = under.auth.endOf(other.token);
        const token = await change(PASSWORD, 'another one');
        expect(over.aborted).toBe(true);
        expect(under.auth.partyOf(other.token)).toBeUndefined();
        expect(under.auth.partyOf(token)?.partyId).toBe('alice');
        expect(under.auth.partyOf(bobs.token)?.partyId).toBe('bob');
        await under.restart();
        expect(under.auth.partyOf(other.token)).toBeUndefined();
        expect(under.auth.partyOf(token)?.partyId).toBe('alice');
      });

      test('must know the current one, and a wrong one costs as much as at a login', async () => {
        const other = await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
        const check = vi.spyOn(bcrypt, 'compare');
        await expect(change('wrong', 'another one')).rejects.toMatchObject(INVALID);
        expect(check).toHaveBeenCalledTimes(2);
        expect(under.auth.partyOf(other.token)?.partyId).toBe('alice');
        await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
      });

      test('does not undo what an administrator sets in the meantime', async () => {
        const { token, party } = await under.auth.login({
          partyId: 'alice',
          password: PASSWORD,
          address: HERE,
        });
        const { promise: isSet, resolve } = Promise.withResolvers<void>();
        const hash = bcrypt.hash;
        vi.spyOn(bcrypt, 'hash').mockImplementationOnce(async (password, cost) => {
          await isSet;
          return hash(password, cost);
        });
        const changing = under.auth.changePassword(party, token, {
          current: PASSWORD,
          next: 'the thief’s',
          address: HERE,
        });
        await vi.waitUntil(() => vi.mocked(bcrypt.hash).mock.calls.length === 1, 30_000);
        await under.auth.setPassword('alice', 'another one', party);
        resolve();
        await expect(changing).rejects.toMatchObject(INVALID);
        await under.auth.login({ partyId: 'alice', password: 'another one', address: HERE });
      });
    });

    describe('an administrator who sets the password of a party', () => {
      const setBy = async (partyId: string, password: string) => {
        await under.ensureAdmin('root', PASSWORD);
        const { party } = await under.auth.login({ partyId: 'root', password: PASSWORD, address: HERE });
        await under.auth.setPassword(partyId, password, party);
      };

      test('ends all its sessions and what its old password opens', async () => {
        await under.create('alice', PASSWORD);
        const { token } = await under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
        await under.auth.verify({ partyId: 'alice', password: PASSWORD, address: HERE });
        await setBy('alice', 'another one');
        expect(under.auth.partyOf(token)).toBeUndefined();
        await expect(
          under.auth.verify({ partyId: 'alice', password: PASSWORD, address: HERE }),
        ).rejects.toMatchObject(INVALID);
        await expect(
          under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE }),
        ).rejects.toMatchObject(INVALID);
        await under.auth.login({ partyId: 'alice', password: 'another one', address: HERE });
        expect(under.log.lines).toContainEqual({
          level: 'info',
          message: 'an administrator has set the password of a party',
          facts: { party: 'alice', by: 'root' },
        });
      });

      test('ends a login that is being checked with the old one', async () => {
        await under.create('alice', PASSWORD);
        const { promise: isSet, resolve } = Promise.withResolvers<void>();
        const compare = bcrypt.compare;
        const check = vi.spyOn(bcrypt, 'compare').mockImplementationOnce(async (password, hash) => {
          await isSet;
          return compare(password, hash);
        });
        const login = under.auth.login({ partyId: 'alice', password: PASSWORD, address: HERE });
        await vi.waitUntil(() => check.mock.calls.length === 1, 30_000);
        await setBy('alice', 'another one');
        resolve();
        await expect(login).rejects.toMatchObject(INVALID);
      });

      test('fails for an unknown party', async () => {
        await expect(setBy('nobody', PASSWORD)).rejects.toMatchObject({
          refusal: { reason: 'UNKNOWN_PARTY', field: 'party_id' },
        });
      });
    });
  });
}
