import bcrypt from 'bcrypt';
import { Collection } from 'mongodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { describeWithMongod } from '../mongod/describe-with-mongo.ts';
import { MongodProcess } from '../mongod/mongod-process.ts';
import { settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { AuthUnderTest, HERE } from './auth-under-test.ts';

const INVALID = { refusal: { reason: 'CREDENTIALS_INVALID' } };
const UNAVAILABLE = { refusal: { reason: 'PARTY_STORE_UNAVAILABLE' } };
const DOWN = 'MongoDB does not answer: passwords are checked against the last known ones';
const UP = 'MongoDB answers again: its passwords apply';

/** Acknowledged writes survive a crash of the server. */
const DURABLE = { writeConcern: { journal: true } };

const hashOf = (password: string) => bcrypt.hashSync(password, 4);
const party = (party_id: string) => ({
  party_id,
  party_name: party_id,
  password: hashOf('secret'),
  is_admin: false,
});

await describeWithMongod('while MongoDB does not answer', (binary) => {
  let mongod: MongodProcess;
  let settings: MongoSettings;
  let under: AuthUnderTest;

  beforeEach(async () => {
    mongod = await MongodProcess.start(binary);
    settings = settingsFor(mongod.url);
    await withDatabase(settings, (db) =>
      db.collection('parties', DURABLE).insertMany([party('Bob'), party('Carol')]),
    );
    under = await AuthUnderTest.start({ partyStore: 'mongo', mongo: settings });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await under.end();
    await mongod.close();
  });

  const untilLogged = (message: string) =>
    vi.waitUntil(() => under.log.messages.includes(message), { timeout: 30_000, interval: 10 });

  async function aDayWithoutIt(stop: () => unknown, start: () => unknown): Promise<void> {
    const { token, party: bob } = await under.auth.login({
      partyId: 'Bob',
      password: 'secret',
      address: HERE,
    });
    await under.auth.verify({ partyId: 'Bob', password: 'secret', address: HERE });
    await stop();
    // The first login detects that MongoDB answers again.
    await vi.waitUntil(
      async () => {
        await under.auth.verify({ partyId: 'Bob', password: 'secret', address: HERE });
        return under.log.messages.includes(DOWN);
      },
      { timeout: 30_000 },
    );

    const ask = vi.spyOn(Collection.prototype, 'findOne');
    const check = vi.spyOn(bcrypt, 'compare');
    for (let i = 0; i < 50; i += 1)
      await under.auth.verify({ partyId: 'Bob', password: 'secret', address: HERE });
    expect(check).not.toHaveBeenCalled();
    await under.auth.login({ partyId: 'Bob', password: 'secret', address: HERE });
    await expect(
      under.auth.login({ partyId: 'Bob', password: 'wrong', address: HERE }),
    ).rejects.toMatchObject(INVALID);
    await expect(
      under.auth.login({ partyId: 'Carol', password: 'secret', address: HERE }),
    ).rejects.toMatchObject(UNAVAILABLE);
    expect(await under.create('Dave', 'a password').catch((error: unknown) => error)).toMatchObject(
      UNAVAILABLE,
    );
    await expect(
      under.auth.changePassword(bob, token, { current: 'secret', next: 'another', address: HERE }),
    ).rejects.toMatchObject(UNAVAILABLE);
    await expect(under.auth.setPassword('Bob', 'another', bob)).rejects.toMatchObject(UNAVAILABLE);
    expect(ask).not.toHaveBeenCalled();
    expect(under.auth.partyOf(token)).toEqual(bob);
    expect([...under.parties.parties()].map(({ partyId }) => partyId)).toEqual(['Bob']);

    await start();
    await untilLogged(UP);
    await under.auth.login({ partyId: 'Carol', password: 'secret', address: HERE });
    await under.create('Dave', 'a password');
    await under.auth.login({ partyId: 'Dave', password: 'a password', address: HERE });
    await under.auth.changePassword(bob, token, { current: 'secret', next: 'another', address: HERE });
    await under.auth.verify({ partyId: 'Bob', password: 'another', address: HERE });
    expect(under.log.messages.filter((message) => [DOWN, UP].includes(message))).toEqual([DOWN, UP]);
  }

  test('since it was killed, known parties can log in, nothing is half done, and all works again afterwards', () =>
    aDayWithoutIt(
      () => mongod.kill(),
      () => mongod.start(),
    ));

  test('since it does not answer, no login hangs', () =>
    aDayWithoutIt(
      () => mongod.pause(),
      () => mongod.resume(),
    ));

  test('a silent one does not keep the exchange from stopping, or from starting', async () => {
    await under.auth.verify({ partyId: 'Bob', password: 'secret', address: HERE });
    mongod.pause();
    await under.restart();
    await under.auth.verify({ partyId: 'Bob', password: 'secret', address: HERE });
    mongod.resume();
    await untilLogged(UP);
  });

  test('at a start, only known parties can log in; its data counts as soon as it answers', async () => {
    await under.ensureAdmin('root', 'correct horse');
    await under.auth.login({ partyId: 'Bob', password: 'secret', address: HERE });
    await under.close();
    await withDatabase(settings, (db) =>
      db
        .collection('parties', DURABLE)
        .updateOne({ party_id: 'Bob' }, { $set: { password: hashOf('another') } }),
    );
    await mongod.kill();
    await under.open();
    await under.ensureAdmin('root', 'correct horse');
    expect(under.log.messages).toContain(DOWN);
    await under.auth.login({ partyId: 'root', password: 'correct horse', address: HERE });
    await under.auth.login({ partyId: 'Bob', password: 'secret', address: HERE });
    await expect(
      under.auth.login({ partyId: 'Carol', password: 'secret', address: HERE }),
    ).rejects.toMatchObject(UNAVAILABLE);
    await mongod.start();
    await untilLogged(UP);
    await expect(
      under.auth.login({ partyId: 'Bob', password: 'secret', address: HERE }),
    ).rejects.toMatchObject(INVALID);
    await under.auth.login({ partyId: 'Bob', password: 'another', address: HERE });
    await under.auth.login({ partyId: 'Carol', password: 'secret', address: HERE });
  });

  test('at the first start, the log says that the administrator must wait, and its login creates it later', async () => {
    await mongod.kill();
    await under.restart();
    await under.ensureAdmin('root', 'correct horse');
    expect(under.log.messages).toContain('the administrator cannot log in until MongoDB answers');
    await expect(
      under.auth.login({ partyId: 'root', password: 'correct horse', address: HERE }),
    ).rejects.toMatchObject(UNAVAILABLE);
    expect(under.parties.partyCount).toBe(0);
    await mongod.start();
    await untilLogged(UP);
    const logins = await Promise.all(
      Array.from({ length: 2 }, () =>
        under.auth.login({ partyId: 'root', password: 'correct horse', address: HERE }),
      ),
    );
    expect(logins.map(({ party }) => party.isAdmin)).toEqual([true, true]);
  });

  test('at the first start, an administrator that it holds keeps its password', async () => {
    await mongod.kill();
    await under.restart();
    await under.ensureAdmin('Carol', 'correct horse');
    await mongod.start();
    await untilLogged(UP);
    await expect(
      under.auth.login({ partyId: 'Carol', password: 'correct horse', address: HERE }),
    ).rejects.toMatchObject(INVALID);
    expect(
      (await under.auth.login({ partyId: 'Carol', password: 'secret', address: HERE })).party.isAdmin,
    ).toBe(true);
  });
});
