import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get as getClearText, type IncomingMessage } from 'node:http';
import { get as getOverTls, type RequestOptions } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createClient } from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';
import { expect, it, onTestFinished } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { startExchange } from '../../../src/main.ts';
import { loadConfig } from '../../../src/settings/config.ts';
import { createGrpcJsTransport } from '../rpc/grpc-js-transport.ts';

const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/tls', name);
const ca = readFileSync(fixture('ca.crt'));
const SERVER = { TLS_CERT: fixture('server.crt'), TLS_KEY: fixture('server.key') };

async function start(overrides: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log: { level: number; msg: string }[] = [];
  const running = await startExchange(
    loadConfig({ PORT: '0', GATEWAYS: '0', DATA_DIR: folder, HISTORY: 'false', ...overrides }, {}),
    { logTo: { write: (line) => void log.push(JSON.parse(line)) } },
  );
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await running.stop();
    isStopped = true;
  };
  onTestFinished(stop);
  return { ...running, stop, log, folder };
}

async function answerOf(url: string, options: RequestOptions = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const get = url.startsWith('https') ? getOverTls : getClearText;
  get(url, { ca, agent: false, ...options }, resolve).on('error', reject);
  const response = await promise;
  return { status: response.statusCode, text: (await response.toArray()).join('') };
}

it('one port speaks TLS with every protocol and version of HTTP, and clear text to this machine', async () => {
  const { url } = await start(SERVER);
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const nodeOptions = { ca };
  const grpcJs = createGrpcJsTransport(url, ca);
  onTestFinished(() => grpcJs.close());
  const transports = [
    createGrpcTransport({ baseUrl: url, nodeOptions }),
    createGrpcWebTransport({ baseUrl: url, httpVersion: '1.1', nodeOptions }),
    createConnectTransport({ baseUrl: url, httpVersion: '1.1', nodeOptions }),
    createConnectTransport({ baseUrl: url, httpVersion: '2', nodeOptions }),
    createConnectTransport({ baseUrl: url.replace('https', 'http'), httpVersion: '2' }),
    grpcJs,
  ];
  for (const transport of transports) {
    const client = createClient(MarketDataService, transport);
    expect((await client.listInstruments({})).instruments).toEqual([]);
    const trades = client.streamTrades({})[Symbol.asyncIterator]();
    expect((await trades.next()).done).toBe(false);
    await trades.return?.();
  }
  expect(await answerOf(`${url}/livez`)).toMatchObject({ status: 200 });
  expect(await answerOf(url.replace('https', 'http').concat('/livez'))).toMatchObject({ status: 200 });
});

it('counts a connection with TLS once, and ends it when the exchange stops', async () => {
  const { url, stop } = await start({ ...SERVER, MAX_CONNECTIONS: '8', ADDRESS_SHARE_PERCENT: '100' });
  const open = Array.from({ length: 6 }, () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { port } = new URL(url);
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca }, resolve);
    onTestFinished(() => void socket.destroy());
    return { socket, promise };
  });
  await Promise.all(open.map(({ promise }) => promise));
  const metrics = await answerOf(`${url}/metrics`);
  expect(/^redleaf_connections (\d+)$/m.exec(metrics.text)?.[1]).toBe('7');
  const ended = open.map(
    ({ socket }) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
  );
  await stop();
  await Promise.all(ended);
});

it('takes clear text from other machines only with consent', async () => {
  const address = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  if (address === undefined) return;
  const careful = await start({ ...SERVER, HOST: '0.0.0.0' });
  const { port } = new URL(careful.url);
  expect(await answerOf(`http://${address}:${port}/livez`)).toEqual({
    status: 403,
    text: '{"error":"callers of other machines need TLS here: use https://"}\n',
  });
  const anyName = { checkServerIdentity: () => undefined };
  expect(await answerOf(`https://${address}:${port}/livez`, anyName)).toMatchObject({ status: 200 });
  const client = createClient(
    MarketDataService,
    createGrpcTransport({ baseUrl: `http://${address}:${port}` }),
  );
  await expect(client.listInstruments({})).rejects.toThrow(/403/);
  const trusting = await start({ ...SERVER, HOST: '0.0.0.0', ALLOW_CLEAR_TEXT: 'true' });
  const other = new URL(trusting.url).port;
  expect(await answerOf(`http://${address}:${other}/livez`)).toMatchObject({ status: 200 });
});

it('takes a new certificate without a restart, and keeps the old one when the new one is wrong', async () => {
  const files = mkdtempSync(join(tmpdir(), 'redleaf-certificates-'));
  onTestFinished(() => rmSync(files, { recursive: true }));
  const install = (name: string) => {
    for (const kind of ['crt', 'key']) copyFileSync(fixture(`${name}.${kind}`), join(files, `tls.${kind}`));
  };
  install('server');
  const { url, log } = await start({ TLS_CERT: join(files, 'tls.crt'), TLS_KEY: join(files, 'tls.key') });
  const nameOf = () =>
    new Promise<unknown>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), ca }, () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      }).on('error', reject);
    });
  expect(await nameOf()).toBe('server');
  writeFileSync(join(files, 'tls.crt'), 'no certificate');
  await expect
    .poll(() => log.filter(({ level }) => level === 50).map(({ msg }) => msg))
    .toContainEqual('the new certificate cannot be used; the previous one stays in use');
  expect(await nameOf()).toBe('server');
  install('next');
  await expect.poll(nameOf).toBe('next');
});

it('says in the log that a certificate has expired', async () => {
  const { log } = await start({ TLS_CERT: fixture('expired.crt'), TLS_KEY: fixture('expired.key') });
  expect(log.map(({ msg }) => msg)).toContain('the TLS certificate has expired: clients will refuse it');
});

it('with client authorities, only clients with their certificates can connect', async () => {
  const { url } = await start({ ...SERVER, TLS_CLIENT_CA: fixture('ca.crt') });
  await expect(answerOf(`${url}/livez`)).rejects.toThrow();
  const pair = { cert: readFileSync(fixture('client.crt')), key: readFileSync(fixture('client.key')) };
  expect(await answerOf(`${url}/livez`, pair)).toMatchObject({ status: 200 });
});

it.each([
  ['no such file', { ...SERVER, TLS_CERT: '/nowhere.crt' }, 'TLS_CERT: there is no file /nowhere.crt'],
  ['no certificate', { ...SERVER, TLS_CERT: fixture('server.key') }, /TLS_CERT: .* holds no certificate/],
  ['no key', { ...SERVER, TLS_KEY: fixture('server.crt') }, /TLS_KEY: .* holds no private key/],
  ['the key of another', { ...SERVER, TLS_KEY: fixture('next.key') }, /TLS_KEY: .* is not the key of/],
  ['no authority', { ...SERVER, TLS_CLIENT_CA: fixture('next.key') }, /TLS_CLIENT_CA: /],
])('says which file is wrong: %s', async (_what, files, message) => {
  await expect(start(files)).rejects.toThrow(message);
});

it('a key of another certificate is refused before anything of the exchange is read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log: string[] = [];
  const settings = { PORT: '0', DATA_DIR: folder, ...SERVER, TLS_KEY: fixture('next.key') };
  const start = startExchange(loadConfig(settings, {}), {
    logTo: { write: (line) => void log.push(line) },
  });
  await expect(start).rejects.toThrow(/TLS_KEY: .* is not the key of/);
  expect(log.join('')).not.toContain('recovered');
  expect(readdirSync(folder)).toEqual([]);
});
