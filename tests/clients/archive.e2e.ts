import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redleaf, RedleafError } from '@redleaf/client';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { withLeftovers } from '../../src/operations/cleanup.ts';
import { verifyChain } from '../../src/operations/verify-chain.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { type Clients, connect, withToken } from '../faults/clients.ts';
import { ServerProcess } from '../faults/server-process.ts';
import { Trader } from '../faults/trader.ts';
import { runToEnd } from '../writers/run-writer.ts';
import { TestMarket } from '../writers/test-market.ts';
import { RedleafProcess, redleaf } from './redleaf-process.ts';

const SETTINGS = {
  ADMIN_ID: 'boss',
  ADMIN_PASSWORD: 'boss-password',
  // Few retained reports, so that streams read from the journal.
  RETAINED_REPORTS: '50',
  HEARTBEAT_MS: '50',
};
const EARLY = ['ann', 'ben', 'cid'];
const LATE = ['dan', 'eve', 'fay'];

let folder: string;
const at = (name: string) => join(folder, name);
const verified = (name = 'data') => verifyDataFolder(at(name), () => {});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function json(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await redleaf([...args, '--json'], env);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

const archive = (name: string) => json(['archive', at(name), '--data-dir', at('data'), '--keep', '0d']);

async function tokenOf({ session }: Clients, partyId: string): Promise<string> {
  return (await session.login({ partyId, password: `${partyId}-password` })).token;
}

async function setUp(clients: Clients): Promise<void> {
  const boss = withToken(await tokenOf(clients, 'boss'));
  for (const instrumentId of [1, 2]) {
    await clients.admin.createInstrument({ instrumentId, symbol: `I${instrumentId}` }, boss);
  }
  for (const partyId of [...EARLY, ...LATE]) {
    await clients.admin.createParty({ partyId, password: `${partyId}-password` }, boss);
  }
}

/** Starts an exchange on the data folder. */
async function start(): Promise<ServerProcess> {
  const server = await ServerProcess.start(at('data'), 0, SETTINGS);
  onTestFinished(async () => {
    await server.end('SIGKILL');
  });
  return server;
}

async function tradeAndStop(server: ServerProcess, parties: readonly string[]): Promise<void> {
  const clients = connect(server.url);
  const generator = xoroshiro128plus(7);
  const random = () => uniformFloat64(generator);
  const traders: Trader[] = [];
  for (const partyId of parties) traders.push(new Trader(partyId, await tokenOf(clients, partyId), random));
  const load = traders.map((trader) => trader.run(server.url));
  await vi.waitUntil(() => traders.every(({ placed }) => placed.size > 150), { timeout: 60_000 });
  expect(await server.end('SIGTERM')).toBe(0);
  await Promise.all(load);
}

/** Sequences of all trades, or of all execution reports of a party, after an event. */
async function sequencesAfter(
  redleafOf: Redleaf,
  what: 'trades' | 'executions',
  after: number,
  epoch: bigint,
) {
  const from = { resumeFromSequence: BigInt(after), epoch };
  const stop = AbortSignal.timeout(60_000);
  const last = verified().lastSequence;
  const sequences: number[] = [];
  const streams = {
    trades: () => redleafOf.marketData.streamTrades(from, { signal: stop }),
    executions: () => redleafOf.orders.streamExecutions(from, { signal: stop }),
  };
  for await (const { sequence, ...message } of streams[what]()) {
    const entries = 'trades' in message ? message.trades : message.executions;
    sequences.push(...entries.map((entry) => Number(entry.sequence)));
    if (Number(sequence) >= last) break;
  }
  return sequences;
}

test('an exchange goes on after its older events were archived, and the archives verify as one history', async () => {
  let server = await start();
  await setUp(connect(server.url));
  const running = await redleaf(['archive', at('first'), '--data-dir', at('data')], {});
  expect(running.exitCode).toBe(1);
  expect(running.stderr).toMatch(/is in use by the process with pid \d+. Stop it/);
  await tradeAndStop(server, EARLY);
  const before = verified();

  const first = await archive('first');
  expect(first).toMatchObject({ first_sequence: 1, last_sequence: before.lastSequence });
  expect(await json(['verify', '--data-dir', at('data')])).toMatchObject({
    ...{ first_sequence: before.lastSequence + 1, state_hash: before.stateHash },
  });
  server = await start();
  await tradeAndStop(server, LATE);
  const cut = before.lastSequence;
  const { lastSequence, epoch, stateHash } = verified();
  expect(lastSequence).toBeGreaterThan(cut + 500);

  server = await start();
  const dan = new Redleaf({ url: server.url, partyId: 'dan', password: 'dan-password' });
  onTestFinished(() => dan.close());
  for (const what of ['trades', 'executions'] as const) {
    const all = await sequencesAfter(dan, what, cut, BigInt(epoch));
    expect(all.length).toBeGreaterThan(100);
    expect(Math.min(...all)).toBeGreaterThan(cut);
    const middle = all[Math.floor(all.length / 2)] ?? 0;
    const later = await sequencesAfter(dan, what, middle, BigInt(epoch));
    expect(later).toEqual(all.filter((sequence) => sequence > middle));
  }
  const tooOld = { resumeFromSequence: BigInt(cut - 1), epoch: BigInt(epoch) };
  for (const watch of [() => dan.watchTrades(1, tooOld), () => dan.watchExecutions(tooOld)]) {
    const refused: unknown = await watch()
      .next()
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RedleafError);
    expect(refused).toMatchObject({ reason: 'RESUME_TOO_OLD', metadata: { oldest_sequence: String(cut) } });
  }
  await server.end('SIGTERM');

  const second = await archive('second');
  expect(second).toMatchObject({ first_sequence: cut + 1, state_hash: stateHash });
  const chain = ['verify', '--data-dir', at('data'), '--archives', at('second'), at('first')];
  expect(await json(chain)).toMatchObject({ state_hash: stateHash, last_sequence: second.last_sequence });
  // The history still has the archived events.
  const history = new DatabaseSync(join(at('data'), 'history.db'), { readOnly: true });
  const { trades } = history.prepare('SELECT count(*) AS trades FROM trades').get() ?? {};
  history.close();
  expect(trades).toBe(verified().trades);
  const damaged = new DatabaseSync(join(at('first'), 'journal.db'));
  damaged.exec('UPDATE batches SET bytes = zeroblob(9) WHERE first_sequence = 1');
  damaged.close();
  const { exitCode, stderr } = await redleaf(chain, {});
  expect(exitCode).toBe(1);
  expect(stderr).toContain(join(at('first'), 'journal.db'));
}, 240_000);

describe('killed in the middle', () => {
  let original: string;
  let cut: number;
  const env = () => ({ HISTORY: 'false', WRITERS: 'csv', CSV_DIR: at('csv') });
  const begin = () => {
    for (const name of ['data', 'target', 'target.incomplete', 'csv'])
      rmSync(at(name), { recursive: true, force: true });
    cpSync(original, folder, { recursive: true });
  };

  /** The CSV writer has only half of the events, so the other half stays in the journal. */
  beforeAll(async () => {
    original = mkdtempSync(join(tmpdir(), 'redleaf-archive-'));
    const dataDir = join(original, 'data');
    const market = await TestMarket.open(dataDir, 3);
    await market.trade(6_000);
    cut = market.lastSequence;
    const config = loadConfig({ DATA_DIR: dataDir, ...env(), CSV_DIR: join(original, 'csv') });
    await runToEnd(await createWriter('csv', config), dataDir, cut);
    await market.trade(6_000);
    await market.close();
  }, 120_000);
  afterAll(() => rmSync(original, { recursive: true }));

  const inTarget =
    (...names: string[]) =>
    () =>
      existsSync(join(at('target.incomplete'), ...names));
  const POINTS: readonly (readonly [string, () => boolean])[] = [
    ['the snapshot is written', () => existsSync(join(at('data'), 'snapshots'))],
    ['the archive is begun', inTarget('journal.db')],
    ['the archive has its snapshots', inTarget('snapshots')],
    ['the archive is described', inTarget('archive.json')],
    ['the archive is whole', () => existsSync(at('target'))],
    ['the shorter journal is begun', () => existsSync(join(at('data'), 'archive.tmp', 'journal.db'))],
    ['the shorter journal is whole', () => existsSync(join(at('data'), 'archive.tmp', 'snapshots'))],
    ['the old snapshots go', () => !existsSync(join(at('data'), 'archive.tmp')) && existsSync(at('target'))],
  ];

  test('it leaves the old journal or the new one, and is gone on with', async () => {
    begin();
    const { stateHash, lastSequence } = verified();
    const command = ['archive', at('target'), '--data-dir', at('data'), '--keep', '0d'];
    const config = { ...loadConfig({ DATA_DIR: at('data'), ...env() }), derived: false };
    const cleanUp = () =>
      withLeftovers(config, async (leftovers) => {
        for (const leftover of leftovers) leftover.remove();
        return leftovers;
      });
    let isOld = 0;
    for (const [index, [, isReached]] of POINTS.entries()) {
      begin();
      const process = RedleafProcess.start(command, env());
      await vi.waitUntil(() => process.hasEnded || isReached(), { timeout: 60_000, interval: 1 });
      await sleep((index % 2) * 20);
      await process.kill();

      const { firstSequence, ...others } = verified();
      expect(others).toMatchObject({ stateHash, lastSequence });
      expect([1, cut + 1]).toContain(firstSequence);
      if (firstSequence === 1) {
        isOld += 1;
        expect(await json(command, env())).toMatchObject({ last_sequence: cut });
      }
      await cleanUp();
      expect(await cleanUp()).toEqual([]);
      expect(verifyChain([at('target')], at('data'), () => {})).toMatchObject({
        ...{ stateHash, firstSequence: cut + 1 },
      });
    }
    expect(isOld).toBeGreaterThan(0);
  }, 240_000);

  test('an archive that is being put back leaves the old journal or the whole one', async () => {
    begin();
    const { stateHash, lastSequence } = verified();
    await json(['archive', at('target'), '--data-dir', at('data'), '--keep', '0d'], env());
    const command = ['unarchive', at('target'), '--data-dir', at('data')];
    for (const afterMs of [0, 40, 80]) {
      const process = RedleafProcess.start(command, env());
      const isBegun = () => existsSync(join(at('data'), 'archive.tmp', 'journal.db'));
      await vi.waitUntil(() => process.hasEnded || isBegun(), { timeout: 60_000, interval: 1 });
      await sleep(afterMs);
      await process.kill();
      expect(verified()).toMatchObject({ stateHash, lastSequence });
      if (verified().firstSequence === 1) break;
    }
    if (verified().firstSequence > 1) await json(command, env());
    expect(verified()).toMatchObject({ stateHash, lastSequence, firstSequence: 1 });
  }, 120_000);
});
