import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, loadConfig, SETTINGS } from '../../src/settings/config.ts';
import { readEnvironment } from '../../src/settings/environment.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig({}, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('needs nothing to be set', () => {
  const config = loadConfig({}, {});
  expect(config).toMatchObject({ host: '127.0.0.1', port: 8000, dataDir: './data', adminId: '' });
  expect(Object.isFrozen(config)).toBe(true);
});

test('what the command line says goes over the environment; what is no setting is ignored', () => {
  expect(loadConfig({ PORT: '1' }, { PORT: '2', HOST: '::1', NO_SETTING: 'x' })).toMatchObject({
    port: 1,
    host: '::1',
  });
});

test('lists all mistakes at once, each with its variable', () => {
  expect(problemsOf({ PORT: '70000', HEARTBEAT_MS: 'soon', LOG_LEVEL: 'loud', DEMO: 'yes' })).toEqual([
    expect.stringMatching(/^PORT: .*from 0 to 65535/),
    expect.stringMatching(/^DEMO: /),
    expect.stringMatching(/^LOG_LEVEL: /),
    expect.stringMatching(/^HEARTBEAT_MS: .*whole number/),
  ]);
});

test('the name of the administrator is that of a party: in one form of Unicode, without what cannot be seen', () => {
  const settings = (ADMIN_ID: string) => ({ ADMIN_ID, ADMIN_PASSWORD: 'long enough' });
  expect(loadConfig({}, settings('Zoe\u0308')).adminId).toBe('Zoë');
  for (const name of ['a\u200Bb', 'a\u00A0b', 'a\u202Eb', ' a']) {
    expect(problemsOf(settings(name))).toEqual([expect.stringMatching(/^ADMIN_ID: must be without control/)]);
  }
});

const LOOPBACK = ['127.0.0.1', '127.255.0.7', 'localhost', '::1'];
/** Addresses that other machines can reach, or that may be such addresses. */
const OTHERS = ['0.0.0.0', '::', '192.168.0.7', '127.example.com', '127.1', 'localhost.example.com'];

test('parties are named to everyone on a loopback address unless it says otherwise, and elsewhere only when it says so', () => {
  const isPublic = (HOST: string, PUBLIC_PARTIES = '') =>
    loadConfig({}, { HOST, PUBLIC_PARTIES, ALLOW_CLEAR_TEXT: 'true' }).publicParties;
  for (const host of LOOPBACK) {
    expect([isPublic(host), isPublic(host, 'true'), isPublic(host, 'false')]).toEqual([true, true, false]);
  }
  for (const host of OTHERS) {
    expect([isPublic(host), isPublic(host, 'true'), isPublic(host, 'false')]).toEqual([false, true, false]);
  }
  expect(problemsOf({ PUBLIC_PARTIES: 'yes' })).toEqual([expect.stringMatching(/^PUBLIC_PARTIES: /)]);
});

test('other machines need TLS, unless clear text is allowed', () => {
  const tls = { TLS_CERT: 'server.crt', TLS_KEY: 'server.key' };
  for (const HOST of OTHERS) {
    expect(problemsOf({ HOST })).toEqual([
      expect.stringMatching(/^HOST: .* TLS_CERT and TLS_KEY.* ALLOW_CLEAR_TEXT=true/),
    ]);
    for (const allowed of [tls, { ALLOW_CLEAR_TEXT: 'true' }])
      expect(problemsOf({ HOST, ...allowed })).toEqual([]);
  }
  for (const HOST of LOOPBACK) expect(problemsOf({ HOST })).toEqual([]);
  expect(problemsOf({ TLS_CERT: 'server.crt' })).toEqual(['TLS_KEY: is empty, but TLS_CERT is set']);
  expect(problemsOf({ TLS_KEY: 'server.key' })).toEqual(['TLS_CERT: is empty, but TLS_KEY is set']);
  expect(problemsOf({ TLS_CLIENT_CA: 'ca.crt' })).toEqual(['TLS_CERT: is empty, but TLS_CLIENT_CA is set']);
});

test('days begin in a time zone that has a name', () => {
  for (const zone of ['Mars/Olympus', '+01:00']) {
    expect(problemsOf({ MARKET_TIME_ZONE: zone })).toEqual([expect.stringMatching(/^MARKET_TIME_ZONE: /)]);
  }
  expect(loadConfig({}, { MARKET_TIME_ZONE: 'America/New_York' }).marketTimeZone).toBe('America/New_York');
});

const adam = (ADMIN_PASSWORD: string) => ({ ADMIN_ID: 'adam', ADMIN_PASSWORD });

/** Names of the invalid administrator settings. */
function adminProblemsAt(hosts: readonly string[], environment: Record<string, string>): Set<string> {
  return new Set(
    hosts.map((HOST) =>
      problemsOf({ ALLOW_CLEAR_TEXT: 'true', ...environment, HOST })
        .map((problem) => problem.replace(/:.*/s, ''))
        .join(),
    ),
  );
}

test.each<[Record<string, string>, wrong: string]>([
  [{}, ''],
  [adam('long enough'), ''],
  [adam(''), ''],
  [adam('1234567'), 'ADMIN_PASSWORD'],
  [adam('x'.repeat(73)), 'ADMIN_PASSWORD'],
  [adam('redleaf-demo'), 'ADMIN_PASSWORD'],
  [{ ADMIN_PASSWORD: 'long enough' }, 'ADMIN_ID'],
])('outside a demo, the public password is refused with %o: %s', (environment, wrong) => {
  for (const PARTY_STORE of ['sqlite', 'mongo']) {
    const settings = { ...environment, PARTY_STORE };
    expect(adminProblemsAt([...LOOPBACK, ...OTHERS], settings)).toEqual(new Set([wrong]));
  }
});

test.each<[Record<string, string>, wrong: string]>([
  [{}, ''],
  [adam('long enough'), ''],
  [adam(''), ''],
  [adam('redleaf-demo'), ''],
  [adam('1234567'), 'ADMIN_PASSWORD'],
])('a demo may have the public password, but only on a loopback address: %o', (environment, wrong) => {
  const demo = { DEMO: 'true', ...environment };
  expect(adminProblemsAt(LOOPBACK, demo)).toEqual(new Set([wrong]));
  expect(adminProblemsAt(OTHERS, demo)).toEqual(new Set([wrong === '' ? 'DEMO' : `DEMO,${wrong}`]));
});

test('a demo leaves no password that all know in a database', () => {
  const demo = { DEMO: 'true', PARTY_STORE: 'mongo' };
  expect(adminProblemsAt(LOOPBACK, demo)).toEqual(new Set(['PARTY_STORE']));
});

test('parties are in one of two stores', () => {
  expect(loadConfig({}, {}).partyStore).toBe('sqlite');
  expect(problemsOf({ PARTY_STORE: 'redis' })).toEqual([
    expect.stringMatching(/^PARTY_STORE: .*sqlite.*mongo/),
  ]);
});

test('errors in the settings of MongoDB do not contain its password', () => {
  expect(problemsOf({ MONGO_URL: 'root:swordfish@db', MONGO_PORT: '0', MONGO_PASS: 'swordfish' })).toEqual([
    expect.stringMatching(/^MONGO_URL: must begin with mongodb:/),
    expect.stringMatching(/^MONGO_PORT: /),
  ]);
});

test('a quiet stream must send its heartbeat before its connection counts as idle', () => {
  expect(problemsOf({ HEARTBEAT_MS: '5000', IDLE_TIMEOUT_MS: '5000' })).toEqual([
    expect.stringMatching(/^IDLE_TIMEOUT_MS: /),
  ]);
});

test('a demo on a loopback address has an administrator', () => {
  expect(loadConfig({ DEMO: 'true' }, {})).toMatchObject({ adminId: 'admin', adminPassword: 'redleaf-demo' });
});

test('WRITERS takes any of them, in any order, and nothing else', () => {
  expect(loadConfig({}, {}).writers).toEqual([]);
  expect([...loadConfig({ WRITERS: 'multicast, csv' }, {}).writers].sort()).toEqual(['csv', 'multicast']);
  expect(problemsOf({ WRITERS: 'csv,ftp' })).toEqual([expect.stringMatching(/^WRITERS: .*no writer ftp/)]);
  expect(problemsOf({ WRITERS: 'csv,csv' })).toEqual([expect.stringMatching(/^WRITERS: .*twice/)]);
  expect(problemsOf({ MCAST_GROUP: '10.0.0.1', MCAST_INTERFACE: 'eth0' })).toEqual([
    expect.stringMatching(/^MCAST_GROUP: /),
    expect.stringMatching(/^MCAST_INTERFACE: /),
  ]);
});

test('the history is on by default', () => {
  expect(loadConfig({}, {}).history).toBe(true);
  expect(loadConfig({ HISTORY: 'false' }, {}).history).toBe(false);
  expect(problemsOf({ HISTORY: 'no', WRITERS: 'history' })).toEqual([
    expect.stringMatching(/^HISTORY: /),
    expect.stringMatching(/^WRITERS: .*no writer history/),
  ]);
});

test('CSV files go to the data folder by default', () => {
  expect(loadConfig({ DATA_DIR: '/data' }, {}).csvDir).toBe('/data/csv');
  expect(loadConfig({ DATA_DIR: '/data', CSV_DIR: '/csv' }, {}).csvDir).toBe('/csv');
});

test('reads a .env file, over which the environment goes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-env-'));
  const file = join(folder, '.env');
  writeFileSync(file, 'REDLEAF_TEST_ONLY=from-file\nPATH=from-file\n');
  const environment = readEnvironment(file);
  expect(environment['REDLEAF_TEST_ONLY']).toBe('from-file');
  expect(environment['PATH']).not.toBe('from-file');
  rmSync(folder, { recursive: true });
});

test('.env.example has every setting with its description and default, and no other', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const documented = [...example.matchAll(/^# (.+)\n#?([A-Z_]+)=(.*)$/gm)].map(
    ([, description, name, defaultValue]) => ({ name, defaultValue, description }),
  );
  expect(documented).toEqual(
    SETTINGS.map(({ name, defaultValue, description }) => ({ name, defaultValue, description })),
  );
});

test('takes origins of web pages, and nothing that no browser would send as one', () => {
  const { corsOrigins } = loadConfig({}, { CORS_ORIGINS: 'https://a.example, http://localhost:5173,' });
  expect(corsOrigins).toEqual(['https://a.example', 'http://localhost:5173']);
  expect(loadConfig({}, { CORS_ORIGINS: '*' }).corsOrigins).toEqual(['*']);
  expect(loadConfig({}, {}).corsOrigins).toEqual([]);
  for (const wrong of ['https://a.example/', 'a.example', 'https://a.example/x', 'https://*.example/']) {
    expect(problemsOf({ CORS_ORIGINS: wrong })).toEqual([expect.stringMatching(/^CORS_ORIGINS: must be/)]);
  }
});
