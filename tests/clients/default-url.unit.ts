import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultUrl } from '../../clients/cli/default-url.ts';
import { loadConfig } from '../../src/config.ts';
import { readEnvFile } from '../../src/environment.ts';

test.each([
  ['nothing', '', 8000],
  ['a port', 'PORT=8031', 8031],
  ['an empty port', 'PORT=', 8000],
  ['a port with zeros before it', 'PORT=08031', 8031],
  ['a port in quotes, with a comment', "PORT='8031' # mine", 8031],
])('%s in .env is one port to the exchange and to its clients', (_name, text, port) => {
  const environment = environmentOf(text);
  expect(loadConfig({}, environment)).toMatchObject({ port, apiUrl: '' });
  expect(new URL(defaultUrl(environment)).origin).toBe(`http://127.0.0.1:${port}`);
});

test.each([
  ['alone', 'API_URL=http://exchange.example:9000'],
  ['over PORT', 'API_URL=http://exchange.example:9000\nPORT=8031'],
])('API_URL %s is one address to the exchange and to its clients', (_name, text) => {
  const environment = environmentOf(text);
  expect(loadConfig({}, environment).apiUrl).toBe(defaultUrl(environment));
});

test('REDLEAF_URL goes over API_URL and PORT', () => {
  const environment = environmentOf('REDLEAF_URL=http://a:1\nAPI_URL=http://b:2\nPORT=3');
  expect(defaultUrl(environment)).toBe('http://a:1');
});

test('port 0 is one that the exchange chooses, so its clients are told its address', () => {
  const environment = environmentOf('PORT=0');
  expect(loadConfig({}, environment).port).toBe(0);
  expect(defaultUrl(environment)).toBe('http://127.0.0.1:8000');
});

/** As a file `.env` makes it, without what the environment of the tests has. */
function environmentOf(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-env-'));
  try {
    const file = join(folder, '.env');
    writeFileSync(file, `${text}\n`);
    return readEnvFile(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
