import { rmSync } from 'node:fs';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { drop, settingsFor } from '../writers/mongo-database.ts';
import { authContract } from './auth-suite.ts';
import { AuthUnderTest, HERE, NO_MONGO } from './auth-under-test.ts';

authContract('SQLite', () => ({ partyStore: 'sqlite', mongo: NO_MONGO }));

await describeWithMongo('with a MongoDB server', (mongoUrl) => {
  const used: MongoSettings[] = [];
  afterEach(() => Promise.all(used.splice(0).map(drop)));

  authContract('MongoDB', () => {
    const mongo = settingsFor(mongoUrl);
    used.push(mongo);
    return { partyStore: 'mongo', mongo };
  });
});

test('an administrator whose credentials were lost gets in again', async () => {
  const under = await AuthUnderTest.start({ partyStore: 'sqlite', mongo: NO_MONGO });
  onTestFinished(() => under.end());
  await under.ensureAdmin('root', 'correct horse');
  await under.close();
  rmSync(under.dataDir, { recursive: true });
  await under.open();
  await under.ensureAdmin('root', 'another one');
  expect(
    (await under.auth.login({ partyId: 'root', password: 'another one', address: HERE })).party.isAdmin,
  ).toBe(true);
});

test('an administrator needs a password once', async () => {
  const under = await AuthUnderTest.start({ partyStore: 'sqlite', mongo: NO_MONGO });
  onTestFinished(() => under.end());
  await expect(under.ensureAdmin('root', '')).rejects.toThrow('root has no password yet');
  await under.ensureAdmin('root', 'correct horse');
  await under.close();
  await under.open();
  await under.ensureAdmin('root', '');
  const { party } = await under.auth.login({ partyId: 'root', password: 'correct horse', address: HERE });
  expect(party.isAdmin).toBe(true);
});
