import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls, Server as TlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OnePort } from '../../../src/gateway/http/one-port.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name));
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

let port: OnePort;
let sessions = 0;
beforeAll(async () => {
  const tls = new TlsServer({
    ...{ cert: fixture('server.crt'), key: fixture('server.key') },
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  port = new OnePort({ http1: {}, http2: {}, tls, takeStream: undefined }, (request, response) => {
    response.end(`${request.httpVersion} ${request.method}`);
  });
  port.on('session', () => {
    sessions += 1;
  });
  port.tcp.listen(0, '127.0.0.1');
  await once(port.tcp, 'listening');
});
afterAll(() => {
  port.tcp.close();
});

function number(): number {
  return numberOf(port);
}

function numberOf({ tcp }: OnePort): number {
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new Error('listening on no TCP port');
  return address.port;
}

function open(): Socket {
  return connect(number(), '127.0.0.1').setNoDelay(true);
}

/** One byte a turn, so that they arrive apart. */
async function drip(socket: Socket, bytes: string): Promise<void> {
  for (const byte of Buffer.from(bytes, 'latin1')) {
    socket.write(Uint8Array.of(byte));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test.each(['GET', 'POST', 'PUT', 'PATCH', 'PROPFIND'])('%s byte by byte is HTTP/1.1', async (method) => {
  const socket = open();
  await drip(socket, `${method} / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  expect(await text(socket)).toContain(`1.1 ${method}`);
});

test('the preface of HTTP/2 byte by byte opens a session, whose SETTINGS come', async () => {
  const before = sessions;
  const socket = open();
  await drip(socket, PREFACE);
  const [frame] = await once(socket, 'data');
  // The type of the first frame is SETTINGS.
  expect(frame[3]).toBe(4);
  expect(sessions).toBe(before + 1);
  socket.destroy();
});

test('a client of HTTP/2 is served', async () => {
  const session = connectHttp2(`http://127.0.0.1:${number()}`);
  expect(await text(session.request({ ':path': '/' }))).toBe('2.0 GET');
  session.close();
});

test('HTTP/2 over TLS without ALPN is refused, and later sessions begin once', async () => {
  const socket = connectTls({ port: number(), host: '127.0.0.1', ca: fixture('ca.crt') });
  socket.write(PREFACE);
  expect(await text(socket)).toContain('403');
  const before = sessions;
  const session = connectHttp2(`http://127.0.0.1:${number()}`);
  expect(await text(session.request({ ':path': '/' }))).toBe('2.0 GET');
  expect(sessions).toBe(before + 1);
  session.close();
});

test('a TLS handshake without a certificate here closes the connection', async () => {
  const bare = new OnePort({ http1: {}, http2: {}, tls: undefined, takeStream: undefined }, () => undefined);
  await once(bare.tcp.listen(0, '127.0.0.1'), 'listening');
  const socket = connect(numberOf(bare), '127.0.0.1');
  socket.write(Uint8Array.of(0x16, 3, 1, 0, 1, 0));
  await once(socket.resume(), 'close');
  bare.tcp.close();
});

test('a connection that ends, or is reset, before its first byte is no fault', async () => {
  const ended = open().end();
  await once(ended.resume(), 'close');
  const reset = open();
  await once(reset, 'connect');
  reset.resetAndDestroy();
  const socket = open();
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  expect(await text(socket)).toContain('1.1 GET');
});
