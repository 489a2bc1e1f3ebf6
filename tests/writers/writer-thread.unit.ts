import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Logger } from '../../src/domain/logger.ts';
import { historyFile } from '../../src/history/schema.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { Threads } from '../../src/threads/threads.ts';
import { WriterThread } from '../../src/writers/writer-thread.ts';
import { TestMarket } from './test-market.ts';

const QUIET: Logger = { info() {}, warn() {}, error() {} };

function startThread(name: string, logger = QUIET, lastSequence = 0): WriterThread {
  const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-thread-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  writeFileSync(join(dataDir, 'file'), '');
  const config = loadConfig({ DATA_DIR: dataDir, CSV_DIR: join(dataDir, 'file') }, {});
  // An unknown name makes the thread itself fail.
  const threads = new Threads(logger);
  return new WriterThread({ name: name as 'csv', config, logger, threads, lastSequence: () => lastSequence });
}

/** Names of this process's threads with a lowered priority. */
function lowThreads(): string[] {
  return readdirSync('/proc/self/task')
    .map((thread) => readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'))
    .filter((stat) => Number(stat.split(') ').at(-1)?.split(' ')[16]) >= 10)
    .map((stat) => stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')));
}

test.runIf(process.platform === 'linux' && getPriority() < 10)(
  'leaves the processor to matching',
  async () => {
    const thread = startThread('csv');
    await vi.waitUntil(() => thread.status.state === 'failing', { timeout: 30_000 });
    expect(lowThreads()).toHaveLength(1);
    expect(lowThreads()).not.toContain('libuv-worker');
    await thread.stop();
  },
);

test.each(['csv', 'none'])('what is logged of %s tells how far it is behind', async (name) => {
  const facts: object[] = [];
  const log = (fact: object) => facts.push(fact);
  const thread = startThread(name, { ...QUIET, warn: log, error: log }, 7);
  await vi.waitUntil(() => facts.length > 0, { timeout: 30_000 });
  expect(facts[0]).toMatchObject({ writer: name, lag: 7 });
  expect(thread.status).toMatchObject({ state: 'failing', lag: 7 });
  expect(thread.status.failures).toBeGreaterThan(0);
  await thread.stop();
});

test('the history has all that was committed, in order, when it stops before it would have been woken', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'redleaf-thread-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const market = await TestMarket.open(directory);
  const config = loadConfig({ DATA_DIR: directory }, {});
  const lastSequence = () => market.lastSequence;
  const thread = new WriterThread({
    name: 'history',
    config,
    logger: QUIET,
    threads: new Threads(QUIET),
    lastSequence,
  });
  await vi.waitUntil(() => thread.status.state === 'running', { timeout: 30_000 });
  for (let count = 0; count < 20; count += 1) {
    await market.trade(1);
    thread.committed();
  }
  await thread.stop();
  await market.close();
  using history = new DatabaseSync(historyFile(directory), { readOnly: true });
  const row = history.prepare('SELECT sequence FROM cursor').get();
  expect(row?.['sequence']).toBe(market.lastSequence);
  const trades = history.prepare('SELECT trade_id FROM trades ORDER BY sequence').all();
  expect(trades.map(({ trade_id }) => trade_id)).toEqual(trades.map((_, index) => index + 1));
});

test('a thread that ends by a fault while it is stopped is stopped all the same', async () => {
  await expect(startThread('none').stop()).resolves.toBeUndefined();
});

test('a thread that has ended by a fault is failing, and stops at once', async () => {
  const thread = startThread('none');
  await vi.waitUntil(() => thread.status.state === 'failing', { timeout: 30_000 });
  await thread.stop();
});

test('a thread whose writer fails stops before its next attempt', async () => {
  const thread = startThread('csv');
  await vi.waitUntil(() => thread.status.state === 'failing', { timeout: 30_000 });
  await thread.stop();
});
