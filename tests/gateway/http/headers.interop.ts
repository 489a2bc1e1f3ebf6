import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { create, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { pathOf } from '../rpc/bad-rows.ts';
import { PROTOCOLS, rawCall } from '../rpc/raw-call.ts';
import { envelope } from '../rpc/raw-grpc.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

const { listInstruments, streamTrades, streamOrderBook } = MarketDataService.method;

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ HEARTBEAT_MS: '10' });
  instrumentId = await exchange.createInstrument('HEADERS');
  for (let number = 0; number < 100; number += 1)
    await exchange.createInstrument(`LONG-${number}`, { description: 'x'.repeat(200) });
});
afterAll(() => exchange.stop());

/** The status line of the answer, after which the connection must close. */
async function statusOf(head: string): Promise<string> {
  const { hostname, port } = new URL(exchange.url);
  const socket = connect(Number(port), hostname);
  socket.write(`${head}\r\n\r\n{}`);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer).split('\r\n', 1)[0] ?? '';
}

describe.each(['/healthz', '/orders/1', pathOf(listInstruments)])('at %s', (path) => {
  const post = `POST ${path} HTTP/1.1\r\nhost: a`;
  test.each([
    ['two hosts', `${post}\r\nHost: b`],
    ['the same host twice', `${post}\r\nhost: a`],
    ['two tokens', `${post}\r\nauthorization: Bearer a\r\nauthorization: Bearer b`],
    ['two types', `${post}\r\ncontent-type: application/json\r\ncontent-type: application/proto`],
    ['two lengths', `${post}\r\ncontent-length: 2\r\ncontent-length: 3`],
    ['a length and chunks', `${post}\r\ncontent-length: 2\r\ntransfer-encoding: chunked`],
    ['chunks twice', `${post}\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked`],
    ['a line that is folded', `${post}\r\nx: a\r\n b`],
    ['a space before the colon', `${post}\r\ncontent-length : 2`],
  ])('a request with %s is refused', async (_what, head) => {
    expect(await statusOf(head)).toBe('HTTP/1.1 400 Bad Request');
  });

  test('so is one over HTTP/2 whose host is not its authority', async () => {
    const session = connectHttp2(exchange.url);
    const request = session.request({ ':path': path, ':authority': 'a', host: 'b' });
    const [headers] = await once(request.end(), 'response');
    expect(headers[':status']).toBe(400);
    session.destroy();
  });
});

describe.each(PROTOCOLS)('over %s', (protocol) => {
  /** Deadlines longer than a Node timer, at the maximum of each header where possible. */
  const timeout = { grpc: '99999999H', 'grpc-web': '2147484S', connect: '9999999999' };

  test.each([listInstruments, streamTrades])('a deadline in years does not end $name', async (method) => {
    const leave = new AbortController();
    const message = toBinary(method.input, create(method.input, {}));
    for (let time = 0; time < 3; time += 1) {
      expect(await rawCall(exchange.url, protocol, method, message, { timeout })).toMatchObject({
        code: 'OK',
      });
    }
    leave.abort();
  });
});

test('a stream with a deadline in years continues', async () => {
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  const stream = createClient(MarketDataService, transport).streamTrades(
    {},
    { headers: { 'grpc-timeout': '600H' } },
  );
  let messages = 0;
  // Heartbeats come every 10 ms; a timer that is too long for Node fires after 1 ms.
  for await (const _message of stream) {
    messages += 1;
    if (messages === 5) break;
  }
  expect(messages).toBe(5);
});

describe('what real clients accept', () => {
  /** The encoding in the headers, and the flags of the first message. */
  async function answerTo(path: string, message: Uint8Array) {
    const session = connectHttp2(exchange.url);
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc+proto',
      'grpc-accept-encoding': 'identity,deflate,gzip',
      te: 'trailers',
    });
    stream.end(envelope(message));
    const [headers] = await once(stream, 'response');
    const [bytes] = await once(stream, 'data');
    session.destroy();
    return { encoding: headers['grpc-encoding'], flags: Buffer.from(bytes).readUInt8(0) };
  }

  test('compresses a long answer', async () => {
    const message = toBinary(listInstruments.input, create(listInstruments.input, {}));
    expect(await answerTo(pathOf(listInstruments), message)).toEqual({ encoding: 'gzip', flags: 1 });
  });

  test('does not compress a short answer', async () => {
    const message = toBinary(listInstruments.input, create(listInstruments.input, { pageSize: 1 }));
    expect(await answerTo(pathOf(listInstruments), message)).toMatchObject({ flags: 0 });
  });

  test('does not compress a stream', async () => {
    const message = toBinary(streamOrderBook.input, create(streamOrderBook.input, { instrumentId }));
    expect(await answerTo(pathOf(streamOrderBook), message)).toEqual({ encoding: undefined, flags: 0 });
  });
});
