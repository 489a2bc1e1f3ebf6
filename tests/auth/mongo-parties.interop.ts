import { setTimeout as sleep } from 'node:timers/promises';
import bcrypt from 'bcrypt';
import { Collection, type Document } from 'mongodb';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { MongoPasswordStore } from '../../src/auth/mongo-password-store.ts';
import { openSqliteCredentials } from '../../src/auth/sqlite-credentials.ts';
import { refuse } from '../../src/domain/refusal.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { documentsOf, drop, settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { AuthUnderTest, HERE } from './auth-under-test.ts';

const INVALID = { refusal: { reason: 'CREDENTIALS_INVALID' } };

/** The lowest cost of bcrypt. */
const hashOf = (password: string) => bcrypt.hashSync(password, 4);
const BOB = { party_id: 'Bob', party_name: 'Bob Ltd', password: hashOf('bobpw'), is_admin: false };

await describeWithMongo('the parties that a database of the seed holds', (mongoUrl) => {
  let settings: MongoSettings;
  let under: AuthUnderTest;

  beforeEach(async () => {
    settings = settingsFor(mongoUrl);
    under = await AuthUnderTest.start({ partyStore: 'mongo', mongo: settings });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await under.end();
    await drop(settings);
  });

  /** Bypasses the validators, because the seed had none. */
  const load = (...documents: readonly Document[]) =>
    withDatabase(settings, (db) =>
      db.collection('parties').insertMany(
        documents.map((document) => ({ ...document })),
        { bypassDocumentValidation: true },
      ),
    );
  const change = (update: Document) =>
    withDatabase(settings, (db) => db.collection('parties').updateOne({ party_id: 'Bob' }, update));
  const listed = () => [...under.parties.parties()].map(({ partyId }) => partyId);
  const untilRefused = (password: string) =>
    vi.waitFor(
      () =>
        expect(under.auth.verify({ partyId: 'Bob', password, address: HERE })).rejects.toMatchObject(INVALID),
      10_000,
    );

  test('log in and send requests; the first time creates them, as what they are', async () => {
    await load(BOB, { ...BOB, party_id: 'Adam', party_name: 'Adam', is_admin: true });
    await expect(
      under.auth.login({ partyId: 'Bob', password: 'wrong', address: HERE }),
    ).rejects.toMatchObject(INVALID);
    expect(listed()).toEqual([]);
    const { party, token } = await under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE });
    expect(party).toEqual({ partyNumber: 1, partyId: 'Bob', partyName: 'Bob Ltd', isAdmin: false });
    expect(under.auth.partyOf(token)).toEqual(party);
    expect((await under.auth.verify({ partyId: 'Adam', password: 'bobpw', address: HERE })).isAdmin).toBe(
      true,
    );
    await under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE });
    expect(listed()).toEqual(['Bob', 'Adam']);
  });

  test('are created once by first logins at once', async () => {
    await load(BOB);
    let asked = 0;
    under.submit = async (command) => {
      asked += 1;
      await vi.waitUntil(() => asked > 1, 30_000);
      return under.listParty(command);
    };
    const parties = await Promise.all([
      under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE }).then(({ party }) => party),
      under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE }).then(({ party }) => party),
      under.auth.verify({ partyId: 'Bob', password: 'bobpw', address: HERE }),
    ]);
    expect(parties.map(({ partyNumber }) => partyNumber)).toEqual([1, 1, 1]);
    expect(listed()).toEqual(['Bob']);
  });

  test('whose id can be taken for another are not created, which is logged', async () => {
    for (const partyId of ['Bo\u200Bb', 'Bo\u0308b']) {
      await load({ ...BOB, party_id: partyId });
      await expect(under.auth.login({ partyId, password: 'bobpw', address: HERE })).rejects.toMatchObject(
        INVALID,
      );
    }
    expect(listed()).toEqual([]);
    expect(under.log.lines).toMatchObject([
      {
        level: 'warn',
        facts: { party: 'Bo\u200Bb', problems: [expect.stringMatching(/^party_id: must be/)] },
      },
      {
        level: 'warn',
        facts: { party: 'Bo\u0308b', problems: [expect.stringMatching(/^party_id: must be/)] },
      },
    ]);
  });

  test('get the reason why they cannot be created', async () => {
    await load(BOB);
    under.submit = async () => refuse('JOURNAL_UNAVAILABLE', 'the disk is full');
    await expect(
      under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE }),
    ).rejects.toMatchObject({
      refusal: { reason: 'JOURNAL_UNAVAILABLE' },
    });
  });

  test.each([
    ['is_admin', { is_admin: 'yes' }],
    ['party_name', { party_name: 'x'.repeat(300) }],
    ['password', { password: 'bobpw' }],
  ])(
    'with a %s that cannot be are refused, which is logged once and without secrets',
    async (field, wrong) => {
      await load({ ...BOB, ...wrong });
      for (let i = 0; i < 2; i += 1) {
        await expect(
          under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE }),
        ).rejects.toMatchObject(INVALID);
        await expect(
          under.auth.verify({ partyId: 'Bob', password: 'bobpw', address: HERE }),
        ).rejects.toMatchObject(INVALID);
        // Longer than the cache, so that the document is read again.
        await sleep(1_100);
      }
      expect(listed()).toEqual([]);
      expect(under.log.lines).toEqual([
        {
          level: 'warn',
          message: 'the document of a party is invalid',
          facts: { party: 'Bob', problems: [expect.stringMatching(new RegExp(`^${field}: `))] },
        },
      ]);
      expect(JSON.stringify(under.log.lines)).not.toMatch(/bobpw|\$2b/);
    },
  );

  test('whose password is changed in the database have the new one, and sessions go on', async () => {
    await load(BOB);
    const { token } = await under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE });
    await under.auth.verify({ partyId: 'Bob', password: 'bobpw', address: HERE });
    await change({ $set: { password: hashOf('another') } });
    await untilRefused('bobpw');
    await under.auth.verify({ partyId: 'Bob', password: 'another', address: HERE });
    await expect(
      under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE }),
    ).rejects.toMatchObject(INVALID);
    await under.auth.login({ partyId: 'Bob', password: 'another', address: HERE });
    expect(under.auth.partyOf(token)?.partyId).toBe('Bob');
  });

  test.each([
    ['has been deleted', () => withDatabase(settings, (db) => db.collection('parties').deleteOne({}))],
    ['has no password any more', () => change({ $unset: { password: '' } })],
  ])('whose document %s cannot log in, also while the document is cached', async (_what, act) => {
    await load(BOB);
    await under.auth.verify({ partyId: 'Bob', password: 'bobpw', address: HERE });
    await act();
    await untilRefused('bobpw');
    await expect(
      under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE }),
    ).rejects.toMatchObject(INVALID);
    vi.spyOn(Collection.prototype, 'findOne').mockRejectedValue(new Error('down'));
    await sleep(1_100);
    await expect(
      under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE }),
    ).rejects.toMatchObject({ refusal: { reason: 'PARTY_STORE_UNAVAILABLE' } });
  });

  test('with two documents have one password, and a new one is set in both', async () => {
    await withDatabase(settings, (db) => db.collection('parties').dropIndexes());
    await load(BOB, { ...BOB, password: hashOf('bobpw') });
    const { token, party } = await under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE });
    await under.auth.setPassword('Bob', 'another one', party);
    expect(under.auth.partyOf(token)).toBeUndefined();
    await under.auth.login({ partyId: 'Bob', password: 'another one', address: HERE });
    const hashes = (await documentsOf(settings, 'parties')).map(({ password }) => password);
    expect(new Set(hashes).size).toBe(1);
    expect(hashes).toHaveLength(2);
  });

  test('are not created again, nor get another password; one without a password gets one', async () => {
    const { password: _none, ...withoutPassword } = { ...BOB, party_id: 'Carol' };
    await load(BOB, withoutPassword);
    expect(await under.create('Bob', 'another one')).toMatchObject({ reason: 'DUPLICATE_PARTY' });
    await under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE });
    expect(await under.create('Carol', 'another one')).toMatchObject({ partyId: 'Carol' });
    await under.auth.login({ partyId: 'Carol', password: 'another one', address: HERE });
    expect(await documentsOf(settings, 'parties')).toHaveLength(2);
  });

  test('may be the administrator of the settings, whose password stays', async () => {
    await load({ ...BOB, party_name: 'Bob the Boss' });
    await under.ensureAdmin('Bob', 'another one');
    expect(
      (await under.auth.login({ partyId: 'Bob', password: 'bobpw', address: HERE })).party,
    ).toMatchObject({
      partyName: 'Bob the Boss',
      isAdmin: true,
    });
  });

  test('are reported to an administrator who sets the password of a party that has never logged in', async () => {
    await load(BOB);
    await under.ensureAdmin('root', 'correct horse');
    const { party } = await under.auth.login({ partyId: 'root', password: 'correct horse', address: HERE });
    await under.auth.setPassword('Bob', 'another one', party);
    expect(
      (await under.auth.login({ partyId: 'Bob', password: 'another one', address: HERE })).party.partyName,
    ).toBe('Bob Ltd');
  });

  test('do not get an old password back from an answer that was on its way while a new one was set', async () => {
    await load(BOB);
    const { knownPasswords: known, close } = openSqliteCredentials(under.dataDir);
    const store = await MongoPasswordStore.open({ settings, known, logger: under.log });
    onTestFinished(async () => {
      await store.close();
      close();
    });
    const [answered, isSet] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { findOne } = Collection.prototype;
    vi.spyOn(Collection.prototype, 'findOne').mockImplementationOnce(async function (
      this: Collection,
      ...args
    ) {
      const document = await findOne.apply(this, args);
      answered.resolve();
      await isSet.promise;
      return document;
    });
    const late = store.find('Bob');
    await answered.promise;
    const hash = hashOf('another');
    await store.set({ partyId: 'Bob', partyName: 'Bob Ltd', isAdmin: false }, hash);
    expect((await store.find('Bob'))?.passwordHash).toBe(hash);
    isSet.resolve();
    expect((await late)?.passwordHash).toBe(BOB.password);
    expect((await store.find('Bob'))?.passwordHash).toBe(hash);
    expect(known.get('Bob')).toBe(hash);
  });

  test('cost MongoDB one question for all requests that come at once, and none for those right after', async () => {
    await load(BOB);
    const ask = vi.spyOn(Collection.prototype, 'findOne');
    const check = vi.spyOn(bcrypt, 'compare');
    const verify = () => under.auth.verify({ partyId: 'Bob', password: 'bobpw', address: HERE });
    await Promise.all(Array.from({ length: 100 }, verify));
    expect(ask).toHaveBeenCalledOnce();
    expect(check).toHaveBeenCalledOnce();
    vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    for (let i = 0; i < 100; i += 1) await verify();
    expect(ask).toHaveBeenCalledOnce();
    expect(check).toHaveBeenCalledOnce();
  });
});
