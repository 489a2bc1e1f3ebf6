import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectError } from '@connectrpc/connect';
import bcrypt from 'bcrypt';
import type { Document } from 'mongodb';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type RunningExchange, startExchange } from '../../src/main.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { connect, withToken } from '../faults/clients.ts';
import { outcomeOf } from '../gateway/rpc/raw-grpc.ts';
import { describeWithMongod } from '../mongod/describe-with-mongo.ts';
import { ReplicaSet } from '../mongod/replica-set.ts';
import { documentsOf, settingsFor, withDatabase } from '../writers/mongo-database.ts';

const ADMIN = { ADMIN_ID: 'boss', ADMIN_PASSWORD: 'boss-password' };
const INVALID = { code: 'Unauthenticated', reason: 'CREDENTIALS_INVALID', field: '' };
const UNAVAILABLE = { code: 'Unavailable', reason: 'PARTY_STORE_UNAVAILABLE', field: '' };

/** Documents as the seed's scripts load them, with hashes of the Python library. */
const SEED: readonly Document[] = [
  {
    party_id: 'Bob',
    party_name: 'Bob Ltd',
    password: '$2b$12$NMy7be6E2cWxmvV7z2D9eeFye8AAxbwn6vFLF6j1U6XaQfx8ZgOXW',
    is_admin: false,
  },
  {
    party_id: 'Adam',
    party_name: 'Adam',
    password: '$2b$12$vzeghgZ0.LqKNdsqe5hyRuV/YI5oaSpHIGXzQ0BNZnrKmcbABX8W2',
    is_admin: true,
  },
  {
    party_id: '2',
    party_name: 'PartyTwo',
    password: '$2b$12$H8.8VjX1EeSCNOfFqzAAfO.mAJJxYGxgfTjMTlnMBmkcHCpwCGiWm',
    is_admin: false,
  },
];

/** Acknowledged writes survive a crash of the server. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

await describeWithMongod('an exchange with PARTY_STORE=mongo', (binary) => {
  let mongo: ReplicaSet;
  let settings: MongoSettings;
  let dataDir: string;
  let exchange: RunningExchange;

  beforeEach(async () => {
    mongo = await ReplicaSet.start(binary);
    settings = settingsFor(mongo.url);
    dataDir = mkdtempSync(join(tmpdir(), 'redleaf-party-store-'));
    await withDatabase(settings, (db) =>
      db.collection('parties', DURABLE).insertMany(SEED.map((document) => ({ ...document }))),
    );
  });
  afterEach(async () => {
    await mongo.close();
    rmSync(dataDir, { recursive: true });
  });

  const start = async (more: Readonly<Record<string, string>> = {}) => {
    const { mongoUrl: MONGO_URL, mongoDb: MONGO_DB } = settings;
    const environment = { PARTY_STORE: 'mongo', MONGO_URL, MONGO_DB, LOG_LEVEL: 'silent', ...ADMIN, ...more };
    const running = await startExchange(
      loadConfig({ PORT: '0', GATEWAYS: '0', DATA_DIR: dataDir, ...environment }, {}),
    );
    onTestFinished(() => running.stop());
    exchange = running;
  };
  const mongod = () => {
    const [member] = mongo.members;
    if (member === undefined) throw new Error('a replica set has members');
    return member;
  };

  const login = (partyId: string, password: string) =>
    connect(exchange.url).session.login({ partyId, password });
  const rest = async (party_id: string | number, password: string) => {
    const response = await fetch(`${exchange.url}/cancel_all`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instrument_id: 1, party_id, password }),
    });
    await response.text();
    return response.status;
  };
  const asAdmin = async () => {
    const { token } = await login(ADMIN.ADMIN_ID, ADMIN.ADMIN_PASSWORD);
    return withToken(token);
  };
  const outcome = (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      (error: unknown) => outcomeOf(ConnectError.from(error)),
    );
  const createDave = async () =>
    outcome(
      connect(exchange.url).admin.createParty(
        { partyId: 'Dave', password: 'dave-password' },
        await asAdmin(),
      ),
    );

  test("lets the seed's parties log in, over RPC and REST, and accepts a password that was changed there", async () => {
    await start();
    expect(await rest(2, 'wrong')).toBe(401);
    expect(await rest(2, 'test123')).toBe(200);
    expect((await login('Adam', 'admin')).isAdmin).toBe(true);
    const logins = await Promise.all([login('Bob', 'bobpw'), login('Bob', 'bobpw')]);
    expect(logins.map(({ partyId }) => partyId)).toEqual(['Bob', 'Bob']);
    expect(await (await fetch(`${exchange.url}/parties`)).json()).toEqual([
      { party_id: '2', party_name: 'PartyTwo' },
      { party_id: 'Adam', party_name: 'Adam' },
      { party_id: 'Bob', party_name: 'Bob Ltd' },
      { party_id: 'boss', party_name: 'boss' },
    ]);

    expect(await rest('Bob', 'bobpw')).toBe(200);
    const password = bcrypt.hashSync('another', 12);
    await withDatabase(settings, (db) =>
      db.collection('parties').updateOne({ party_id: 'Bob' }, { $set: { password } }),
    );
    await vi.waitUntil(async () => (await rest('Bob', 'bobpw')) === 401, { timeout: 10_000 });
    expect(await outcome(login('Bob', 'bobpw'))).toEqual(INVALID);
    expect(await rest('Bob', 'another')).toBe(200);
    expect(await outcome(login('Bob', 'another'))).toBe('done');
  });

  test('shares the documents with the writer, in any order of writes', async () => {
    await start({ WRITERS: 'mongo' });
    await login('Bob', 'bobpw');
    expect(await createDave()).toBe('done');
    await connect(exchange.url).admin.setPassword(
      { partyId: 'Bob', password: 'another one' },
      await asAdmin(),
    );
    await vi.waitUntil(async () => (await documentsOf(settings, 'parties')).every(hasNumberUnlessOfTheSeed), {
      timeout: 30_000,
      interval: 100,
    });
    const documents = await documentsOf(settings, 'parties');
    expect(documents.map(({ party_id }) => party_id).sort()).toEqual(['2', 'Adam', 'Bob', 'Dave', 'boss']);
    for (const { password } of documents) expect(password).toMatch(/^\$2b\$(04|12)\$/);
    expect(documents.find(({ party_id }) => party_id === 'Bob')).toMatchObject({
      party_name: 'Bob Ltd',
      is_admin: false,
    });
    expect((await login('Bob', 'another one')).partyId).toBe('Bob');
    expect((await login('Dave', 'dave-password')).partyId).toBe('Dave');
  });

  test('trades on without MongoDB, also after a start without it; new parties wait for it', async () => {
    await start();
    await login('Bob', 'bobpw');
    await rest(2, 'test123');
    const known = async () => {
      expect(await outcome(login('Bob', 'bobpw'))).toBe('done');
      expect(await rest(2, 'test123')).toBe(200);
      expect(await outcome(login('Adam', 'admin'))).toEqual(UNAVAILABLE);
      expect(await rest('Adam', 'admin')).toBe(503);
      expect(await createDave()).toEqual(UNAVAILABLE);
      expect(await (await fetch(`${exchange.url}/parties`)).text()).not.toMatch(/Dave|Adam/);
    };
    await mongod().kill();
    await known();
    await exchange.stop();
    await start();
    await known();

    await mongod().start();
    await vi.waitUntil(async () => (await createDave()) === 'done', { timeout: 30_000, interval: 100 });
    expect(await outcome(login('Dave', 'dave-password'))).toBe('done');
    expect(await outcome(login('Adam', 'admin'))).toBe('done');
  });
});

function hasNumberUnlessOfTheSeed({ party_id, party_number }: Document): boolean {
  return ['2', 'Adam'].includes(party_id) || party_number !== undefined;
}
