import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Examined, examine } from '../../clients/cli/doctor/examine.ts';
import { startExchange } from '../../src/main.ts';
import type { Config } from '../../src/settings/config.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { redleaf } from './redleaf-process.ts';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/tls', name);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Findings with these settings, by the name of the check. */
async function findings(environment: Record<string, string>) {
  const config: Config = loadConfig({}, { DATA_DIR: join(folder, 'data'), PORT: '0', ...environment });
  const found = new Map<string, Examined>();
  for await (const one of examine(config)) found.set(one.name, one);
  return found;
}

it('finds nothing wrong where nothing is, and leaves nothing behind', async () => {
  const data = join(folder, 'fresh');
  mkdirSync(data, { mode: 0o700 });
  const found = await findings({ DATA_DIR: data, MAX_CONNECTIONS: '100' });
  expect([...found.values()].filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect([...found.keys()]).toEqual(['machine', 'data folder', 'disk', 'clock', 'port', 'TLS']);
  expect(found.get('disk')?.what).toMatch(/are free; a sync takes [\d.]+ ms/);
  expect(readdirSync(data)).toEqual([]);
});

it.each<[string, Record<string, string>, string, object]>([
  [
    'too few files',
    { MAX_CONNECTIONS: '1000000' },
    'machine',
    { outcome: 'warning', fix: expect.stringContaining('ulimit -n') },
  ],
  [
    'a certificate that is not there',
    { TLS_CERT: '/no.crt', TLS_KEY: '/no.key' },
    'TLS',
    { outcome: 'failed', what: 'TLS_CERT: there is no file /no.crt' },
  ],
  [
    'a certificate that has expired',
    { TLS_CERT: fixture('expired.crt'), TLS_KEY: fixture('expired.key') },
    'TLS',
    { outcome: 'failed' },
  ],
  [
    'a good certificate',
    { TLS_CERT: fixture('server.crt'), TLS_KEY: fixture('server.key') },
    'TLS',
    { outcome: 'ok' },
  ],
  [
    'clear text to other machines',
    { HOST: '0.0.0.0', ALLOW_CLEAR_TEXT: 'true' },
    'TLS',
    { outcome: 'warning' },
  ],
  [
    'an address of another machine',
    { HOST: '203.0.113.1', ALLOW_CLEAR_TEXT: 'true' },
    'port',
    { outcome: 'failed' },
  ],
  [
    'a MongoDB that is down',
    { WRITERS: 'mongo', MONGO_HOST: '127.0.0.1', MONGO_PORT: '1' },
    'MongoDB',
    { outcome: 'failed' },
  ],
  ['multicast', { WRITERS: 'multicast', MCAST_INTERFACE: '127.0.0.1' }, 'multicast', { outcome: 'ok' }],
])('tells of %s', async (_what, environment, name, expected) => {
  expect((await findings(environment)).get(name)).toMatchObject(expected);
});

it('tells of a data folder that others can look into', async () => {
  const data = join(folder, 'open');
  mkdirSync(data);
  chmodSync(data, 0o755);
  expect((await findings({ DATA_DIR: data })).get('data folder')).toMatchObject({
    outcome: 'warning',
    fix: expect.stringContaining(`chmod 700 ${data}`),
  });
});

it('tells of a journal that is ahead of the clock, as the exchange does at its start, unless the clock is manual', async () => {
  const exchange = await ExchangeUnderTest.start({ CLOCK: 'manual' });
  onTestFinished(() => exchange.stop());
  const { timeNs } = await exchange.admin.advanceClock(
    { to: { case: 'durationNs', value: 3_600_000_000_000n } },
    { headers: exchange.headers.admin },
  );
  await exchange.running.stop();
  const ahead = new Date(Number(timeNs / 1_000_000n)).toISOString();
  const environment = { DATA_DIR: exchange.dataDir };
  expect((await findings({ ...environment, CLOCK: 'manual' })).get('clock')).toMatchObject({
    ...{ outcome: 'ok', what: `manual: the time of the exchange stands at ${ahead}` },
  });
  const today = new Date().toISOString().slice(0, 10);
  const standsStill = new RegExp(`stands still at ${ahead}, .*, which says ${today}T`);
  expect((await findings(environment)).get('clock')).toMatchObject({
    ...{ outcome: 'failed', what: expect.stringMatching(standsStill) },
    fix: expect.stringContaining('CLOCK=manual'),
  });
  const warningsOf = async (more: Record<string, string>) => {
    const lines: string[] = [];
    const logTo = { write: (line: string) => void lines.push(line) };
    const settings = { PORT: '0', GATEWAYS: '0', LOG_LEVEL: 'warn', ...environment, ...more };
    await (await startExchange(loadConfig(settings, {}), { logTo })).stop();
    return lines.filter((line) => line.includes('stands still'));
  };
  expect(await warningsOf({})).toEqual([expect.stringMatching(standsStill)]);
  expect(await warningsOf({ CLOCK: 'manual' })).toEqual([]);
});

it('tells of a port that another program has', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? `${address?.port}` : '';
  expect((await findings({ PORT: port })).get('port')).toMatchObject({ outcome: 'failed' });
  server.close();
});

describe('beside an exchange that runs', () => {
  let exchange: ExchangeUnderTest;
  beforeAll(async () => {
    exchange = await ExchangeUnderTest.start();
  });
  afterAll(() => exchange.stop());

  it('says so, and disturbs nobody', async () => {
    const environment = { DATA_DIR: exchange.dataDir, PORT: new URL(exchange.url).port };
    const found = await findings(environment);
    expect(found.get('port')).toMatchObject({
      outcome: 'ok',
      what: expect.stringContaining('an exchange answers'),
    });
    expect(found.get('data folder')?.what).toMatch(/in use by an exchange$/);
    expect(found.get('clock')?.outcome).not.toBe('failed');
    expect(await exchange.createInstrument('STILL')).toBeGreaterThan(0);
  });
});

await describeWithMongo('with MongoDB', (mongoUrl) => {
  it('tells which server it is', async () => {
    const found = await findings({ WRITERS: 'mongo', MONGO_URL: mongoUrl });
    expect(found.get('MongoDB')?.what).toMatch(/^version \d+\.\d+/);
    expect(found.get('MongoDB')?.outcome).not.toBe('failed');
  });
});

it('the command says what is wrong, how to mend it, and ends with 1', async () => {
  const { exitCode, stdout, stderr } = await redleaf(['doctor', '--data-dir', join(folder, 'data')], {
    PORT: 'x',
    LOG_LEVEL: 'loud',
  });
  expect(stdout).toMatch(/^FAILED {3}settings {5}PORT: must be a whole number/m);
  expect(stdout).toMatch(/^FAILED {3}settings {5}LOG_LEVEL: /m);
  expect(stderr).toBe('redleaf: 2 checks failed: see above\n');
  expect(exitCode).toBe(1);
});

it('serve says which setting is wrong, and not that a URL is', async () => {
  const { exitCode, stderr } = await redleaf(['serve', '--data-dir', join(folder, 'data')], { PORT: 'x' });
  expect(stderr).toContain('PORT: must be a whole number');
  expect(exitCode).toBe(2);
});
