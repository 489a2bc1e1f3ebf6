import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { ServerProcess } from '../faults/server-process.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { historyIn } from '../writers/written.ts';
import { redleaf, redleafAtTerminal } from './redleaf-process.ts';

const ADMIN = ['--admin-id', 'boss', '--admin-password', 'boss-password'];

let folder: string;
let settings: Readonly<Record<string, string>>;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-cleanup-'));
  settings = {
    ...(await multicastSettings()),
    ADMIN_ID: 'boss',
    ADMIN_PASSWORD: 'boss-password',
    DATA_DIR: at('data'),
    LOG_DIR: at('logs'),
    LOG_KEEP_FILES: '1',
    WRITERS: 'csv,multicast',
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

async function start(more: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start(at('data'), 0, { ...settings, ...more });
  onTestFinished(async () => {
    await server.end('SIGKILL');
  });
  return server;
}

async function populate({ url }: ServerProcess): Promise<void> {
  const { exitCode } = await redleaf(['populate', '--pause-ms', '0', ...ADMIN], { REDLEAF_URL: url });
  expect(exitCode).toBe(0);
}

async function untilWritten({ url }: ServerProcess): Promise<void> {
  for (;;) {
    const health = await (await fetch(`${url}/healthz`)).text();
    if (health.match(/"lag":0\b/g)?.length === 3) return;
    await sleep(20);
  }
}

const cleanup = (...args: string[]) => redleaf(['cleanup', ...args], settings);

async function json(...args: string[]) {
  const { exitCode, stdout, stderr } = await cleanup('--json', ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

test('removes what a killed exchange has left, when that is wanted', async () => {
  const server = await start();
  const busy = await cleanup('--yes');
  expect(busy.exitCode).toBe(1);
  expect(busy.stderr).toContain(`in use by the process with pid ${server.pid}`);
  await populate(server);
  await server.end('SIGKILL');
  mkdirSync(at('data/snapshots'), { recursive: true });
  writeFileSync(at('data/snapshots/0000000000000007.snapshot.tmp'), 'x'.repeat(2_000));
  writeFileSync(at('logs/exchange.2020-01-02-0900.1.log'), 'x'.repeat(500));
  const leftovers = [
    { what: 'temporary snapshot', path: at('data/snapshots/0000000000000007.snapshot.tmp'), bytes: 2_000 },
    {
      what: 'pid file of an ended process',
      path: at('data/lock.pid'),
      bytes: `${server.pid}\n`.length,
    },
    { what: 'old log file', path: at('logs/exchange.2020-01-02-0900.1.log'), bytes: 500 },
  ];
  // Without a terminal nobody can confirm.
  for (const how of [[], ['--dry-run'], ['--dry-run', '--yes']]) {
    expect(await json(...how)).toEqual(leftovers.map((leftover) => ({ ...leftover, removed: false })));
    for (const { path } of leftovers) expect(existsSync(path)).toBe(true);
  }
  expect((await cleanup()).stdout).toMatch(
    /^temporary snapshot {2}.*\.tmp {2}2 kB\n.*\n.*\n3 things, 2\.5\d? kB; nothing removed/,
  );
  expect(await json('--yes')).toEqual(leftovers.map((leftover) => ({ ...leftover, removed: true })));
  for (const { path } of leftovers) expect(existsSync(path)).toBe(false);
  expect((await cleanup('--yes')).stdout).toBe('nothing to remove\n');

  const again = await start();
  await populate(again);
  expect(await again.end('SIGTERM')).toBe(0);
});

test('asks at a terminal', async () => {
  const server = await start();
  await server.end('SIGKILL');
  const no = await redleafAtTerminal(['cleanup'], settings, 'Type yes', 'y');
  expect(no).toMatchObject({ exitCode: 0, output: expect.stringContaining('nothing removed') });
  expect(existsSync(at('data/lock.pid'))).toBe(true);
  const yes = await redleafAtTerminal(['cleanup'], settings, 'Type yes', 'yes');
  expect(yes).toMatchObject({ exitCode: 0, output: expect.stringContaining('removed 1 thing') });
  expect(existsSync(at('data/lock.pid'))).toBe(false);
});

test('removes what is made again from the journal, and the next start makes it again', async () => {
  const first = await start({ SNAPSHOT_EVENTS: '50' });
  await populate(first);
  await untilWritten(first);
  await vi.waitUntil(
    () =>
      existsSync(at('data/snapshots')) &&
      readdirSync(at('data/snapshots')).some((name) => name.endsWith('.snapshot')),
  );
  expect(await first.end('SIGTERM')).toBe(0);
  const before = verifyDataFolder(at('data'), () => {});
  const trades = readFileSync(at('data/csv/trades_9999.csv'), 'utf8');
  const history = historyIn(at('data'));

  const removed = await json('--derived', '--yes');
  expect(new Set(removed.map(({ what }) => what))).toEqual(
    new Set(['snapshot', 'history', 'datagrams', 'CSV files']),
  );
  expect(existsSync(at('data/csv'))).toBe(false);
  expect(verifyDataFolder(at('data'), () => {})).toEqual({ ...before, snapshots: 0 });

  const second = await start();
  await untilWritten(second);
  expect(await second.end('SIGTERM')).toBe(0);
  expect(readFileSync(at('data/csv/trades_9999.csv'), 'utf8')).toBe(trades);
  expect(historyIn(at('data'))).toEqual(history);
});

test('says where there is nothing to clean', async () => {
  const { exitCode, stderr } = await cleanup('--data-dir', at('nowhere'));
  expect(exitCode).toBe(1);
  expect(stderr).toBe(`redleaf: ${at('nowhere')} is not a data folder: it has no journal\n`);
  expect(existsSync(at('nowhere'))).toBe(false);
});
