import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, onTestFinished, test } from 'vitest';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { describeWithMongod } from '../mongod/describe-with-mongo.ts';
import { ReplicaSet } from '../mongod/replica-set.ts';
import { dump, settingsFor } from '../writers/mongo-database.ts';
import { runToEnd } from '../writers/run-writer.ts';
import { connect, withToken } from './clients.ts';
import { ServerProcess } from './server-process.ts';
import { Trader } from './trader.ts';

const ADMIN = { ADMIN_ID: 'boss', ADMIN_PASSWORD: 'boss-password' };

interface WriterHealth {
  readonly name: string;
  readonly state: string;
  readonly cursor: number;
  readonly lag: number;
}

async function healthOf(
  server: ServerProcess,
): Promise<{ readonly status: string; readonly mongo: WriterHealth }> {
  const response = await fetch(`${server.url}/healthz`);
  const { status, writers } = (await response.json()) as { status: string; writers: readonly WriterHealth[] };
  const mongo = writers.find(({ name }) => name === 'mongo');
  if (mongo === undefined) throw new Error('health does not know the writer');
  return { status, mongo };
}

async function untilMongo(
  server: ServerProcess,
  is: (health: WriterHealth) => boolean,
): Promise<WriterHealth> {
  for (;;) {
    const { mongo } = await healthOf(server);
    if (is(mongo)) return mongo;
    await sleep(20);
  }
}

async function setUp(server: ServerProcess): Promise<Trader[]> {
  const generator = xoroshiro128plus(5);
  const clients = connect(server.url);
  const { token } = await clients.session.login({ partyId: ADMIN.ADMIN_ID, password: ADMIN.ADMIN_PASSWORD });
  for (const instrumentId of [1, 2]) {
    await clients.admin.createInstrument({ instrumentId, symbol: `I${instrumentId}` }, withToken(token));
  }
  const traders: Trader[] = [];
  for (const partyId of ['ann', 'ben']) {
    const password = `${partyId}-password`;
    await clients.admin.createParty({ partyId, password }, withToken(token));
    const session = await clients.session.login({ partyId, password });
    // The end compares everything that was written, so the load must be low enough for MongoDB on a busy machine.
    traders.push(new Trader(partyId, session.token, () => uniformFloat64(generator), 10));
  }
  return traders;
}

await describeWithMongod('an exchange whose MongoDB is down', (binary) => {
  test('trades on, and MongoDB ends equal to the journal, whatever is killed while it catches up', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-mongo-down-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    const mongo = await ReplicaSet.start(binary);
    onTestFinished(() => mongo.close());
    const [mongod] = mongo.members;
    if (mongod === undefined) throw new Error('a replica set has members');
    await mongod.kill();
    const settings = settingsFor(mongo.url);
    const environment = {
      ...ADMIN,
      WRITERS: 'mongo',
      MONGO_URL: settings.mongoUrl,
      MONGO_DB: settings.mongoDb,
    };
    let server = await ServerProcess.start(dataDir, 0, { ...environment, LOG_LEVEL: 'silent' });
    onTestFinished(async () => {
      await server.end('SIGKILL');
    });
    const restart = async () => {
      server = await ServerProcess.start(dataDir, server.port, { ...environment, LOG_LEVEL: 'silent' });
    };
    const traders = await setUp(server);
    const load = () => Promise.all(traders.map((trader) => trader.run(server.url)));

    // Start without MongoDB: orders are accepted, and health shows the failing writer.
    let trading = load();
    const down = await untilMongo(server, ({ state, lag }) => state === 'failing' && lag > 2_000);
    expect(down.cursor).toBe(0);
    expect((await healthOf(server)).status).toBe('degraded');

    // Kill MongoDB while the writer catches up, under load.
    await mongod.start();
    const { cursor } = await untilMongo(server, (now) => now.cursor > 0);
    await mongod.kill();
    await mongod.start();
    const after = await untilMongo(server, (now) => now.cursor > cursor + 1_000);

    // Kill the exchange.
    await server.end('SIGKILL');
    await trading;
    await restart();
    trading = load();
    await untilMongo(server, (now) => now.cursor > after.cursor + 1_000);

    // Kill both.
    await Promise.all([server.end('SIGKILL'), mongod.kill()]);
    await trading;
    await Promise.all([mongod.start(), restart()]);
    await untilMongo(server, ({ state, lag }) => state === 'running' && lag === 0);
    expect((await healthOf(server)).status).not.toBe('degraded');
    expect(await server.end('SIGTERM')).toBe(0);

    const { lastSequence, orders } = verifyDataFolder(dataDir, () => {});
    expect(orders).toBeGreaterThan(1_000);
    const undisturbed = settingsFor(mongo.url);
    await runToEnd(new MongoWriter(undisturbed), dataDir, lastSequence);
    expect(await dump(settings)).toEqual(await dump(undisturbed));
  }, 240_000);
});
