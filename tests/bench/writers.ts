import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';
import type { WriterName } from '../../src/settings/schemas.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { findMongod } from '../mongod/find-mongod.ts';
import { ReplicaSet } from '../mongod/replica-set.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { drop, settingsFor } from '../writers/mongo-database.ts';
import { RunningWriter } from '../writers/run-writer.ts';
import { TestMarket } from '../writers/test-market.ts';

/*
 * Measures the speed and the cost of writers in one run: how fast each of them copies an existing journal, and how many orders an
 * order-entry stream takes without writers and with all of them. Writers have their own threads, so on a machine with few cores
 * the second part shows how much processor time they take from the exchange.
 */

const COMMANDS = 20_000;
const ROUNDS = 5;
/** MongoDB simulates a server on another machine, so it gets only the processor time that the exchange leaves. */
const MONGOD_NICENESS = 19;

type Settings = Readonly<Record<string, string>>;

interface StreamResult {
  readonly perSecond: number;
  /** Processor time of the whole server process, with all its threads. */
  readonly serverCpuUs: number;
  /** Lag of the slowest writer in events when the last order was answered. */
  readonly lag: number;
}

const folder = mkdtempSync(join(tmpdir(), 'redleaf-bench-'));
await using cleanUp = new AsyncDisposableStack();
cleanUp.defer(() => rmSync(folder, { recursive: true, force: true }));
const multicast = await multicastSettings();
let ownsMongo = false;
const mongoUrl = await startMongo();
const names: readonly WriterName[] =
  mongoUrl === undefined ? ['csv', 'multicast'] : ['csv', 'multicast', 'mongo'];
const LOADS: readonly { readonly writers: string; readonly settings: Settings }[] = [
  { writers: 'none', settings: { HISTORY: 'false' } },
  { writers: 'history', settings: {} },
  { writers: `history, ${names.join(', ')}`, settings: { WRITERS: names.join(',') } },
];

console.table(await measureCopies());
console.table(await measureStreams());

async function startMongo(): Promise<string | undefined> {
  const found = await findMongod();
  if (found.is === 'url') return found.url;
  if (found.is === 'missing') {
    console.error(`\n*** SKIPPED, there is no mongod: the MongoDB writer\n*** ${found.why}\n`);
    return undefined;
  }
  const set = await ReplicaSet.start(found.path, 1, MONGOD_NICENESS);
  ownsMongo = true;
  cleanUp.defer(() => set.close());
  return set.url;
}

/** New targets of the writers for each measurement. */
function targets(dataDir: string): Settings {
  const common = { ...multicast, CSV_DIR: join(dataDir, 'csv'), DATA_DIR: dataDir };
  if (mongoUrl === undefined) return common;
  const mongo = settingsFor(mongoUrl);
  if (!ownsMongo) cleanUp.defer(() => drop(mongo));
  return { ...common, MONGO_URL: mongo.mongoUrl, MONGO_DB: mongo.mongoDb };
}

async function measureCopies() {
  const market = await TestMarket.open(join(folder, 'history'));
  await market.trade(COMMANDS);
  const { lastSequence } = market;
  await market.close();
  const rows: object[] = [];
  for (const name of ['history', ...names] as const) {
    const config = loadConfig(targets(market.directory), {});
    const running = new RunningWriter(await createWriter(name, config), market.directory, 5_000);
    await running.until(() => true);
    const startMs = performance.now();
    await running.until(({ cursor, state }) => cursor === lastSequence && state === 'running');
    const perSecond = (lastSequence * 1_000) / (performance.now() - startMs);
    await running.stop();
    rows.push({ writer: name, events: lastSequence, 'events per second': Math.round(perSecond) });
  }
  return rows;
}

/** The loads take turns, so that other work of the machine affects all of them equally. */
async function measureStreams() {
  const results = new Map<string, StreamResult[]>(LOADS.map(({ writers }) => [writers, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { writers, settings } of LOADS) {
      const dataDir = join(folder, `stream-${round}-${writers}`);
      results.get(writers)?.push(await measureStream(dataDir, settings));
    }
  }
  const base = median(results.get('none') ?? []).perSecond;
  return Array.from(results, ([writers, ofRounds]) => {
    const { perSecond, serverCpuUs, lag } = median(ofRounds);
    return {
      writers,
      'orders per second': Math.round(perSecond),
      'server µs': Number(serverCpuUs.toFixed(1)),
      'events behind': lag,
      '× none': Number((perSecond / base).toFixed(2)),
    };
  });
}

async function measureStream(dataDir: string, settings: Settings): Promise<StreamResult> {
  const common = { ...targets(dataDir), PORT: '0', DEMO: 'true', LOG_LEVEL: 'warn' };
  const exchange = await startExchange(loadConfig({ ...common, ...settings }, {}));
  try {
    await untilWritersRun(exchange.url);
    const result = await runClient(exchange.url);
    return { ...result, lag: await greatestLag(exchange.url) };
  } finally {
    await exchange.stop();
  }
}

interface WriterHealth {
  readonly state: string;
  readonly lag: number;
}

async function writersOf(url: string): Promise<readonly WriterHealth[]> {
  const health = (await (await fetch(`${url}/healthz`)).json()) as { writers?: readonly WriterHealth[] };
  return health.writers ?? [];
}

/** Waits until all writers run, because the start of their threads and of MongoDB's collections is not measured. */
async function untilWritersRun(url: string): Promise<void> {
  while ((await writersOf(url)).some(({ state }) => state !== 'running')) await sleep(50);
}

async function greatestLag(url: string): Promise<number> {
  return Math.max(0, ...(await writersOf(url)).map(({ lag }) => lag));
}

/** Runs the client in its own process. It requests the server's processor time, and sends its result at the end. */
function runClient(url: string): Promise<Omit<StreamResult, 'lag'>> {
  const client = fork(join(import.meta.dirname, 'writers-client.ts'), [url]);
  return new Promise((resolve, reject) => {
    client.on('message', (message: 'cpu' | Omit<StreamResult, 'lag'>) => {
      if (message !== 'cpu') return resolve(message);
      const { user, system } = process.cpuUsage();
      client.send(user + system);
    });
    client.once('exit', (code) => reject(new Error(`the client ended with ${code} and no result`)));
  });
}

function median(results: readonly StreamResult[]): StreamResult {
  const sorted = results.toSorted((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
