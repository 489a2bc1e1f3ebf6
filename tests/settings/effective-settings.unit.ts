import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig, SETTINGS } from '../../src/settings/config.ts';
import { effectiveSettings } from '../../src/settings/effective-settings.ts';

function settingsOf(...variables: Parameters<typeof effectiveSettings>) {
  return new Map(
    effectiveSettings(...variables).map(({ name, value, source }) => [name, `${value} (${source})`]),
  );
}

test('shows the value and the source of every setting', () => {
  const found = settingsOf(
    { HOST: '::1', PORT: undefined },
    { PORT: '1', LOG_LEVEL: 'warn', MONGO_DB: 'file', SOMETHING_ELSE: 'x' },
    { PORT: '2', MONGO_DB: '', PATH: '/bin' },
  );
  expect([...found.keys()]).toEqual(SETTINGS.map(({ name }) => name));
  expect(found.get('HOST')).toBe('::1 (flag)');
  expect(found.get('PORT')).toBe('2 (environment)');
  expect(found.get('LOG_LEVEL')).toBe('warn (.env)');
  expect(found.get('MONGO_DB')).toBe('exchange (default)');
  expect(found.get('SESSION_MINUTES')).toBe('720 (default)');
  expect(found.get('PUBLIC_PARTIES')).toBe('true (default)');
  expect(settingsOf({ HOST: '0.0.0.0', ALLOW_CLEAR_TEXT: 'true' }, {}, {}).get('PUBLIC_PARTIES')).toBe(
    'false (default)',
  );
});

test('shows no secret, only that there is one', () => {
  const found = settingsOf(
    {},
    { ADMIN_ID: 'root', ADMIN_PASSWORD: 'topsecret1', PASSWORD: 'topsecret2' },
    { MONGO_USER: 'user', MONGO_PASS: 'topsecret3', MONGO_URL: 'mongodb://user:topsecret4@host:1/?x=1' },
  );
  expect([...found.values()].join('\n')).not.toContain('topsecret');
  expect(found.get('ADMIN_PASSWORD')).toBe('******** (.env)');
  expect(found.get('MONGO_URL')).toBe('mongodb://user:********@host:1/?x=1 (environment)');
  expect(settingsOf({}, {}, {}).get('PASSWORD')).toBe(' (default)');
});

test.each([
  'mongodb://user:top/secret@host:1/',
  'mongodb://user:top?secret@host:1/',
  'mongodb://user:top#secret@host:1/',
  'mongodb://user:top@secret@host:1/',
  'mongodb://user@corp:topsecret@host:1/',
  'mongodb://host:1/?tls=true&tlsCertificateKeyFilePassword=topsecret',
  'mongodb://host:1/?authMechanismProperties=AWS_SESSION_TOKEN:topsecret',
])('shows no password of the connection string %s', (url) => {
  expect(settingsOf({}, {}, { MONGO_URL: url }).get('MONGO_URL')).not.toContain('secret');
});

test('marks invalid settings, and shows them as written', () => {
  const wrong = {
    API_URL: 'nowhere',
    PARTY_ID: 'x'.repeat(65),
    MONGO_PORT: 'many',
    PASSWORD: 'topsecret'.repeat(9),
    MONGO_URL: 'topsecret@host',
    UNKNOWN: 'is ignored',
  };
  const found = new Map(effectiveSettings({}, wrong, {}).map((setting) => [setting.name, setting]));
  for (const name of ['API_URL', 'PARTY_ID', 'MONGO_PORT', 'PASSWORD', 'MONGO_URL']) {
    expect(found.get(name)?.problem, name).toMatch(/^must /);
  }
  expect(found.get('MONGO_PORT')?.value).toBe('many');
  expect(found.get('PORT')).toEqual({ name: 'PORT', value: '8000', source: 'default' });
  expect(JSON.stringify([...found.values()])).not.toContain('topsecret');
});

test('reads a secret from a file, and shows only that there is one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'password');
  writeFileSync(file, 'topsecret1\n');
  expect(loadConfig({}, { ADMIN_ID: 'root', ADMIN_PASSWORD_FILE: file })).toMatchObject({
    adminPassword: 'topsecret1',
  });
  const found = settingsOf({}, { ADMIN_ID: 'root', ADMIN_PASSWORD_FILE: file }, {});
  expect(found.get('ADMIN_PASSWORD')).toBe('******** (.env)');
});

test('a secret that is given twice, or whose file cannot be read, is a mistake', () => {
  const twice = { PASSWORD: 'swordfish', PASSWORD_FILE: '/nowhere' };
  const missing = { MONGO_PASS_FILE: '/nowhere/at/all' };
  expect(() => loadConfig({}, twice)).toThrow('PASSWORD: is set together with PASSWORD_FILE');
  expect(() => loadConfig({}, missing)).toThrow('MONGO_PASS_FILE: there is no file /nowhere/at/all');
  const folder = { MONGO_PASS_FILE: '/' };
  expect(() => loadConfig({}, folder)).toThrow('MONGO_PASS_FILE: / cannot be read (EISDIR)');
});
