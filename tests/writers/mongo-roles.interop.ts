import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { bootstrapDatabase } from '../../src/writers/mongo/bootstrap.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { AuthUnderTest, HERE } from '../auth/auth-under-test.ts';
import { describeWithMongod } from '../mongod/describe-with-mongo.ts';
import { MongodProcess } from '../mongod/mongod-process.ts';
import { newFolder, rebuild } from '../rebuild/rebuilding.ts';
import { executed, someCommands } from './mongo-events.ts';

const ROOT = { username: 'root', password: 'correct horse' };
const LEFT_AS_THEY_ARE = /^\w+: the validator was not updated, because this user may not run collMod/;

await describeWithMongod('a user of MongoDB with the role readWrite', (binary) => {
  let mongod: MongodProcess;
  let root: MongoClient;

  beforeAll(async () => {
    mongod = await MongodProcess.start(binary, { auth: true });
    const first = new MongoClient(mongod.url);
    await first.db('admin').command({ createUser: ROOT.username, pwd: ROOT.password, roles: ['root'] });
    await first.close();
    root = new MongoClient(mongod.url, { auth: ROOT });
  });
  afterAll(async () => {
    await root.close();
    await mongod.close();
  });

  async function userOf(mongoDb: string, ...roles: readonly string[]): Promise<MongoSettings> {
    const [mongoUser, mongoPass] = [`${roles.join('_')}_of_${mongoDb}`, 'correct horse'];
    await root.db('admin').command({
      createUser: mongoUser,
      pwd: mongoPass,
      roles: roles.map((role) => ({ role, db: mongoDb })),
    });
    return { mongoUrl: mongod.url, mongoHost: '', mongoPort: 0, mongoDb, mongoUser, mongoPass };
  }

  async function write(settings: MongoSettings): Promise<readonly string[]> {
    const problems: string[] = [];
    const { frames } = await executed(someCommands(50, 7));
    const writer = new MongoWriter(settings, (some) => problems.push(...some));
    await writer.open();
    await writer.write(frames);
    await writer.close();
    return problems;
  }

  test('does everything in a database that is new', async () => {
    const settings = await userOf('fresh', 'readWrite');
    expect(await write(settings)).toEqual([]);
    expect((await bootstrapDatabase(settings)).problems).toEqual([]);
    expect((await rebuild(settings, newFolder())).instruments).toBe(1);
    const [parties] = await root.db('fresh').listCollections({ name: 'parties' }).toArray();
    expect(parties).toHaveProperty('options.validator.$jsonSchema');
  });

  test('leaves the validators of collections that are there as they are, and says so', async () => {
    await root.db('begun').createCollection('parties');
    await root.db('begun').createCollection('orders_1');
    const settings = await userOf('begun', 'readWrite');
    expect(await write(settings)).toEqual([
      expect.stringMatching(LEFT_AS_THEY_ARE),
      expect.stringMatching(LEFT_AS_THEY_ARE),
    ]);
    const under = await AuthUnderTest.start({ partyStore: 'mongo', mongo: settings });
    await under.create('Zoe', 'a password');
    await under.auth.login({ partyId: 'Zoe', password: 'a password', address: HERE });
    expect(under.log.lines[0]).toMatchObject({
      level: 'warn',
      facts: { problems: [expect.stringMatching(LEFT_AS_THEY_ARE)] },
    });
    await under.end();
    // With the additional role dbAdmin they are set.
    const both = await userOf('begun', 'readWrite', 'dbAdmin');
    expect((await bootstrapDatabase(both)).problems).toEqual([]);
    expect((await bootstrapDatabase(settings)).problems).toEqual([]);
  });
});
