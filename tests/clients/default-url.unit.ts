import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultUrl } from '../../clients/cli/default-url.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { readEnvFile } from '../../src/settings/environment.ts';

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

test('an exchange with TLS is found over TLS', () => {
  expect(defaultUrl(environmentOf('TLS_CERT=server.crt\nTLS_KEY=server.key'))).toBe('https://127.0.0.1:8000');
});

test.each([
  ['alone', 'API_URL=http://exchange.example:9000'],
  ['over PORT', 'API_URL=http://exchange.example:9000\nPORT=8031'],
])('API_URL %s is one address to the exchange and to its clients', (_name, text) => {
  const environment = environmentOf(text);
  expect(loadConfig({}, environment).apiUrl).toBe(defaultUrl(environment));
});

test.each([
  ['nothing', '', '127.0.0.1'],
  ['another loopback address', '127.0.0.2', '127.0.0.2'],
  ['a name', 'localhost', 'localhost'],
  ['an IPv6 address', '::1', '[::1]'],
  ['every IPv4 address', '0.0.0.0', '127.0.0.1'],
  ['every address', '::', '[::1]'],
  ['every address, spelled out', '0:0:0:0:0:0:0:0', '[::1]'],
])('an exchange that listens on %s is found there by its clients', async (_name, host, found) => {
  const environment = environmentOf(`HOST=${host}\nPORT=8031\nALLOW_CLEAR_TEXT=true`);
  expect(defaultUrl(environment)).toBe(`http://${found}:8031`);
  const server = createServer((_request, response) => response.end('here'));
  server.listen({ host: loadConfig({}, environment).host, port: 0 });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const answer = await fetch(defaultUrl({ ...environment, PORT: String(port) }));
  expect(await answer.text()).toBe('here');
  server.close();
});

test('REDLEAF_URL goes over API_URL, HOST and PORT', () => {
  const environment = environmentOf('REDLEAF_URL=http://a:1\nAPI_URL=http://b:2\nHOST=127.0.0.2\nPORT=3');
  expect(defaultUrl(environment)).toBe('http://a:1');
});

test('port 0 is one that the exchange chooses, so its clients are told its address', () => {
  const environment = environmentOf('PORT=0');
  expect(loadConfig({}, environment).port).toBe(0);
  expect(defaultUrl(environment)).toBe('http://127.0.0.1:8000');
});

/** Settings from an `.env` file alone, without the environment of the tests. */
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
