import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { drop, settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { redleaf } from './redleaf-process.ts';

await describeWithMongo('redleaf db bootstrap', (mongoUrl) => {
  let settings: MongoSettings;

  beforeEach(() => {
    settings = settingsFor(mongoUrl);
  });
  afterEach(() => drop(settings));

  const bootstrap = (...args: string[]) =>
    redleaf(['db', 'bootstrap', ...args], { MONGO_URL: settings.mongoUrl, MONGO_DB: settings.mongoDb });

  async function indexesOf(collection: string): Promise<string[]> {
    return await withDatabase(settings, async (db) =>
      (await db.collection(collection).indexes()).map((index) => JSON.stringify(index['key'])),
    );
  }

  test('creates collections, indexes and validators, and is safe to repeat', async () => {
    for (let i = 0; i < 2; i++) {
      const { exitCode, stdout, stderr } = await bootstrap('--json');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(JSON.parse(stdout)).toEqual({
        database: settings.mongoDb,
        collections: ['counters', 'instruments', 'parties'],
        problems: [],
      });
    }
    expect(await indexesOf('parties')).toHaveLength(2);
    await withDatabase(settings, async (db) => {
      const ok = { party_id: 'Bob', party_name: 'Bob Ltd', is_admin: false, password: '$2b$12$x' };
      await db.collection('parties').insertOne({ ...ok });
      await expect(db.collection('parties').insertOne({ ...ok })).rejects.toThrow('duplicate key');
      await expect(db.collection('parties').insertOne({ ...ok, party_id: true })).rejects.toThrow(
        'validation',
      );
    });
  });

  test('takes what the seed has left: its instruments get indexes, and parties that are there twice are told', async () => {
    await withDatabase(settings, async (db) => {
      const bob = { party_id: 'Bob', party_name: 'Bob Ltd', password: '$2b$12$x', is_admin: false };
      await db.collection('parties').insertMany([{ ...bob }, { ...bob }]);
      await db.collection('instruments').insertMany([{ instrument_id: 20 }, { instrument_id: '55' }]);
      await db.collection('trades_20').insertMany([{ price_cents: 1 }, { price_cents: 1 }]);
    });
    const { exitCode, stdout } = await bootstrap();
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'please check: parties: no unique index, because several documents have the same party_id',
    );
    expect(stdout).toContain('live_orders_20, live_orders_55, orders_20, orders_55');
    expect(await indexesOf('orders_20')).toHaveLength(2);
    expect(await indexesOf('trades_20')).toEqual(['{"_id":1}', '{"trade_id":1}', '{"timestamp":1}']);
  });

  test('without a server it says so, in seconds, and does not tell the password', async () => {
    const { exitCode, stderr } = await redleaf(['db', 'bootstrap'], {
      MONGO_HOST: '127.0.0.1',
      MONGO_PORT: '1',
      MONGO_USER: 'root',
      MONGO_PASS: 'swordfish',
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('ECONNREFUSED 127.0.0.1:1');
    expect(stderr).not.toContain('swordfish');
  });

  test('an address that is not well-formed is not repeated: it may hold a password', async () => {
    const { exitCode, stderr } = await redleaf(['db', 'bootstrap'], {
      MONGO_URL: 'mongodb://root:sword@fish@x',
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('MONGO_URL');
    expect(stderr).not.toContain('fish');
  });
});
