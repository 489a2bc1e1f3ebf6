import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../src/settings/config.ts';
import type { WriterName } from '../../src/settings/schemas.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { findMongod } from '../mongod/find-mongod.ts';
import { ReplicaSet } from '../mongod/replica-set.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { drop, settingsFor } from '../writers/mongo-database.ts';
import { RunningWriter } from '../writers/run-writer.ts';
import { TestMarket } from '../writers/test-market.ts';
import { BenchExchange } from './load/bench-exchange.ts';
import { LoadProcess } from './load/load-process.ts';
import { entryMessage, ORDER_ENTRY } from './load/orders.ts';
import { totalOf } from './load/thread-times.ts';

/*
 * Measures the speed and the cost of writers in one run: how fast each of them copies an existing journal, and how many orders an
 * order-entry stream takes without writers and with all of them. Writers have their own threads, so on a machine with few cores
 * the second part shows how much processor time they take from the exchange.
 */

const COMMANDS = 20_000;
const COMMAND_STEP_NS = 1_000_000n;
const ROUNDS = 5;
const ORDERS = { connections: 1, inFlight: 1_024, perFrame: 64, warmMs: 1_500, measureMs: 3_000 };
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
function targets(): Settings {
  if (mongoUrl === undefined) return multicast;
  const mongo = settingsFor(mongoUrl);
  if (!ownsMongo) cleanUp.defer(() => drop(mongo));
  return { ...multicast, MONGO_URL: mongo.mongoUrl, MONGO_DB: mongo.mongoDb };
}

async function measureCopies() {
  const market = await TestMarket.open(join(folder, 'history'));
  // Many trades share a candle of a second, as in an exchange under load.
  market.stepNs = COMMAND_STEP_NS;
  await market.trade(COMMANDS);
  const { lastSequence, directory } = market;
  await market.close();
  const rows: object[] = [];
  for (const name of ['history', ...names] as const) {
    const settings = { ...targets(), DATA_DIR: directory, CSV_DIR: join(directory, 'csv') };
    const running = new RunningWriter(await createWriter(name, loadConfig(settings, {})), directory, 5_000);
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
  const client = new LoadProcess();
  for (let round = 0; round < ROUNDS; round++) {
    for (const { writers, settings } of LOADS) {
      results.get(writers)?.push(await measureStream(client, settings));
    }
  }
  client.end();
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

async function measureStream(client: LoadProcess, settings: Settings): Promise<StreamResult> {
  const exchange = await BenchExchange.start({ ...targets(), ...settings });
  const { url, pid } = exchange.server;
  try {
    await untilWritersRun(url);
    const { perSecond, cpuUs } = await client.run({
      ...ORDERS,
      ...{ kind: 'order entry', path: ORDER_ENTRY, url, serverPid: pid, token: exchange.token },
      messages: [entryMessage(exchange.instrumentId, ORDERS.perFrame)],
    });
    return { perSecond, serverCpuUs: totalOf(cpuUs), lag: await greatestLag(url) };
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

function median(results: readonly StreamResult[]): StreamResult {
  const sorted = results.toSorted((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
