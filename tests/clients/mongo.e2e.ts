import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { describeWithMongo, describeWithMongod } from '../mongod/describe-with-mongo.ts';
import { MongodProcess } from '../mongod/mongod-process.ts';
import { drop, settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { redleaf, redleafAtTerminal } from './redleaf-process.ts';

const PASSWORD = 'swordfish:@/%';

type Variables = Readonly<Record<string, string>>;

function mongo(env: Variables, ...args: string[]) {
  return redleaf(['mongo', ...args], env);
}

async function json(env: Variables, ...args: string[]) {
  const { exitCode, stdout, stderr } = await mongo(env, ...args, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

async function refused(env: Variables, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await mongo(env, ...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).not.toContain('swordfish');
  return stderr;
}

await describeWithMongo('redleaf mongo', (mongoUrl) => {
  let settings: MongoSettings;
  let env: Variables;

  beforeEach(() => {
    settings = settingsFor(mongoUrl);
    env = { MONGO_URL: settings.mongoUrl, MONGO_DB: settings.mongoDb };
  });
  afterEach(async () => {
    await withDatabase(settings, (db) => db.command({ dropAllUsersFromDatabase: 1 }));
    await drop(settings);
  });

  describe('users', () => {
    test('are made, listed and dropped', async () => {
      const { mongoDb } = settings;
      const roles = [
        { role: 'readWrite', database: mongoDb },
        { role: 'dbAdmin', database: mongoDb },
      ];
      const bob = { user: 'bob', database: mongoDb, roles };
      const asked = ['--role', 'readWrite', '--role', 'dbAdmin', '--password', PASSWORD];
      expect(await json(env, 'users', 'create', 'bob', ...asked)).toEqual([bob]);
      const [listed] = await json(env, 'users', 'list', '--database', mongoDb);
      expect({ ...listed, roles: new Set(listed.roles) }).toEqual({ ...bob, roles: new Set(roles) });
      expect(await json(env, 'users', 'list')).toContainEqual(listed);
      expect(await refused(env, 'users', 'create', 'bob', ...asked)).toBe(
        `redleaf: user bob exists already in database ${mongoDb}\n`,
      );
      expect(await json(env, 'users', 'drop', 'bob', '--yes')).toEqual([
        { user: 'bob', database: mongoDb, dropped: true },
      ]);
      expect(await refused(env, 'users', 'drop', 'bob', '--yes')).toBe(
        `redleaf: there is no user bob in database ${mongoDb}\n`,
      );
      expect((await mongo(env, 'users', 'list', '--database', mongoDb)).stdout).toBe('');
    });

    test('with a role that MongoDB does not know are not made', async () => {
      const asked = ['users', 'create', 'bob', '--role', 'jester', '--password', PASSWORD];
      expect(await refused(env, ...asked)).toContain('jester');
      expect(await json(env, 'users', 'list', '--database', settings.mongoDb)).toEqual([]);
    });
  });

  describe('databases', () => {
    test('are made as the writer needs them, listed and dropped', async () => {
      const { mongoDb } = settings;
      const collections = ['counters', 'instruments', 'parties'];
      expect(await json(env, 'databases', 'create', mongoDb)).toEqual([{ database: mongoDb, collections }]);
      expect(await refused(env, 'databases', 'create', mongoDb)).toContain('to add missing parts');
      const listed = await json(env, 'databases', 'list');
      expect(listed).toContainEqual({ database: mongoDb, size_bytes: expect.any(Number) });
      expect((await mongo(env, 'databases', 'list')).stdout).toMatch(
        new RegExp(`^${mongoDb}\\t[\\d.]+ k?B$`, 'm'),
      );
      const dropped = { database: mongoDb, of_exchange: false, collections: 3, dropped: true };
      expect(await json(env, 'databases', 'drop', mongoDb, '--yes')).toEqual([dropped]);
      expect(await refused(env, 'databases', 'drop', mongoDb, '--yes')).toContain(
        `there is no database ${mongoDb}`,
      );
    });
  });

  test('a database is dropped at a terminal when its name is typed, and not before', async () => {
    const { mongoDb } = settings;
    await withDatabase(settings, (db) =>
      db.collection<{ _id: string; seq: number }>('counters').insertOne({ _id: 'cursor', seq: 7 }),
    );
    const asked = ['mongo', 'databases', 'drop', mongoDb];
    const slip = await redleafAtTerminal(asked, env, `Type ${mongoDb}`, 'yes');
    expect(slip.exitCode).toBe(1);
    expect(slip.output).toContain(
      `Database ${mongoDb} has 1 collection, and an exchange writes to it: if it runs, stop it first.`,
    );
    expect(slip.output).toContain(`${mongoDb} was not confirmed: nothing was done`);
    const meant = await redleafAtTerminal(asked, env, `Type ${mongoDb}`, mongoDb);
    expect(meant.output).toContain(`database ${mongoDb} dropped`);
    expect(meant.exitCode).toBe(0);
    expect(await refused(env, 'databases', 'drop', mongoDb, '--yes')).toContain('there is no database');
  });

  test('nothing is dropped while nobody has confirmed it', async () => {
    await withDatabase(settings, (db) => db.createCollection('precious'));
    for (const what of ['users', 'databases']) {
      const { exitCode, stderr } = await mongo(env, what, 'drop', settings.mongoDb);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('use --yes');
    }
    const names = (await json(env, 'databases', 'list')).map(({ database }) => database);
    expect(names).toContain(settings.mongoDb);
  });
});

describe('what cannot be right', () => {
  // No server listens there: the error comes before any request.
  const nowhere = { MONGO_HOST: '127.0.0.1', MONGO_PORT: '1' };

  test.each(
    [
      ['databases', 'drop', 'admin', '--yes'],
      ['databases', 'create', 'a.b'],
      ['users', 'create', '', '--role', 'read', '--password', PASSWORD],
      ['users', 'create', 'bob', '--role', 'read', '--password', ''],
      ['users', 'create', 'bob', '--role', 'read'],
      ['users', 'create', 'bob', '--password', PASSWORD],
      ['users', 'drop', 'bob', '--database', 'a"b', '--yes'],
    ].map((args) => ({ args })),
  )('$args is told before anything is sent', async ({ args }) => {
    const { exitCode, stdout, stderr } = await mongo(nowhere, ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).not.toContain('swordfish');
    expect(stderr).not.toContain('ECONNREFUSED');
  });
});

await describeWithMongod('redleaf mongo on a server that asks who one is', (binary) => {
  const ROOT = { MONGO_USER: 'root', MONGO_PASS: PASSWORD };
  let server: MongodProcess;
  let env: Variables;

  beforeAll(async () => {
    server = await MongodProcess.start(binary, { auth: true });
    env = { MONGO_HOST: '127.0.0.1', MONGO_PORT: `${server.port}`, MONGO_DB: 'exchange' };
    const first = ['users', 'create', 'root', '--database', 'admin', '--role', 'root'];
    await json(env, ...first, '--password', PASSWORD);
  });
  afterAll(() => server.close());

  test('lets nobody do anything but who may', async () => {
    expect(await refused(env, 'users', 'list')).toContain('requires authentication');
    expect(await refused({ ...env, ...ROOT, MONGO_PASS: 'swordfish' }, 'users', 'list')).toContain(
      'Authentication failed',
    );
    expect(await json({ ...env, ...ROOT }, 'users', 'list')).toEqual([
      { user: 'root', database: 'admin', roles: [{ role: 'root', database: 'admin' }] },
    ]);
  });

  const urlOf = (user: string) =>
    `mongodb://${user}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${server.port}/?authSource=exchange`;

  test('makes users who can do what their roles say and nothing else, with the password that was given', async () => {
    const root = { ...env, ...ROOT };
    await json(root, 'databases', 'create', 'exchange');
    const roles = ['--role', 'readWrite', '--role', 'dbAdmin'];
    await json(root, 'users', 'create', 'writer', ...roles, '--password', PASSWORD);
    await json(root, 'users', 'create', 'reader', '--role', 'read', '--password', PASSWORD);

    const asWriter = { ...env, MONGO_URL: urlOf('writer') };
    expect(await redleaf(['db', 'bootstrap'], asWriter)).toMatchObject({ exitCode: 0, stderr: '' });
    const client = await MongoClient.connect(urlOf('writer'));
    try {
      await client.db('exchange').collection('anything').insertOne({});
      await expect(client.db('other').collection('anything').insertOne({})).rejects.toThrow('not authorized');
    } finally {
      await client.close();
    }
    expect(await refused(asWriter, 'users', 'drop', 'root', '--database', 'admin', '--yes')).toContain(
      'not authorized',
    );

    const asReader = { ...env, MONGO_URL: urlOf('reader') };
    expect(await refused(asReader, 'databases', 'drop', 'exchange', '--yes')).toContain('not authorized');
    expect(await json(asReader, 'databases', 'list')).toEqual([
      { database: 'exchange', size_bytes: expect.any(Number) },
    ]);
    await json(root, 'users', 'drop', 'writer', '--yes');
    await expect(MongoClient.connect(urlOf('writer'))).rejects.toThrow('Authentication failed');
  });
});
