import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DashboardFiles, readDashboardFiles } from '../../src/gateway/page/dashboard-files.ts';

const INDEX = '<!doctype html><title>page</title>';
const SCRIPT = 'console.log(1)';
let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-page-'));
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.js'), 'secret');
  const put = (name: string, text: string) => {
    writeFileSync(join(folder, 'dist', name), text);
    writeFileSync(join(folder, 'dist', `${name}.br`), brotliCompressSync(text));
    writeFileSync(join(folder, 'dist', `${name}.gz`), gzipSync(text));
  };
  put('index.html', INDEX);
  put('assets/a-1234.js', SCRIPT);
  const files: DashboardFiles | undefined = readDashboardFiles(join(folder, 'dist'));
  server = createServer((incoming, response) => {
    if (files?.(incoming.url ?? '', incoming, response) !== true) response.writeHead(404).end();
  }).listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  port = address.port;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Sends the path unchanged, unlike `fetch`, which normalizes it. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      request({ port, path, headers, method, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

it('the page itself is asked for again each time, what it loads is kept for ever', async () => {
  const index = await get('/');
  expect(index).toMatchObject({
    status: 200,
    headers: {
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
      vary: 'accept-encoding',
    },
  });
  expect(index.body.toString()).toBe(INDEX);
  const script = await get('/assets/a-1234.js');
  expect(script.headers['cache-control']).toContain('immutable');
  const again = await get('/', { 'if-none-match': String(index.headers['etag']) });
  expect([again.status, again.body.length]).toEqual([304, 0]);
});

it.each([
  ['br, gzip', 'br', brotliCompressSync(SCRIPT)],
  ['gzip', 'gzip', gzipSync(SCRIPT)],
  ['br;q=0, gzip;q=0.5', 'gzip', gzipSync(SCRIPT)],
  ['br;q=0', undefined, Buffer.from(SCRIPT)],
  ['', undefined, Buffer.from(SCRIPT)],
])('a browser that takes %j gets %s', async (accepted, encoding, body) => {
  const script = await get('/assets/a-1234.js', { 'accept-encoding': accepted });
  expect(script.headers['content-encoding']).toBe(encoding);
  expect(script.body.equals(body)).toBe(true);
});

it('HEAD has the headers and no body', async () => {
  const { status, headers, body } = await get('/assets/a-1234.js', {}, 'HEAD');
  expect([status, headers['content-length'], body.length]).toEqual([200, String(SCRIPT.length), 0]);
});

it('the page runs no script of others, in no frame', async () => {
  const { headers } = await get('/');
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
});

it.each([
  '/secret.js',
  '/../secret.js',
  '/assets/../../secret.js',
  '/assets/..%2f..%2fsecret.js',
  '/assets/',
  '/index.html/',
  '/assets/a-1234.js.br',
])('there is no %s', async (path) => {
  expect((await get(path)).status).toBe(404);
});

it('a folder where nothing was built has no page', () => {
  expect(readDashboardFiles(folder)).toBeUndefined();
});
