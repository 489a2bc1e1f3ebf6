import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OrderEntryRequestSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { envelope } from './raw-grpc.ts';

const MAX_SUBSCRIPTIONS = 20;

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ MAX_SUBSCRIPTIONS: String(MAX_SUBSCRIPTIONS) });
});
afterAll(() => exchange.stop());

const PATH = '/redleaf.v1.MarketDataService/ListInstruments';

test.each([
  ['no host', 'HTTP/1.0'],
  ['an empty host', 'HTTP/1.1\r\nhost:'],
  ['a host that is none', 'HTTP/1.1\r\nhost: a b['],
])('a request with %s is refused, and the server goes on', async (_what, rest) => {
  const { hostname, port } = new URL(exchange.url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST ${PATH} ${rest}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 400 /);
  socket.destroy();
  expect((await fetch(`${exchange.url}/healthz`)).status).toBe(200);
});

test('an HTTP/2 request with an authority that is none is refused, and the server goes on', async () => {
  const session = connectHttp2(exchange.url);
  const request = session.request({ ':method': 'POST', ':path': PATH, ':authority': 'a[b' });
  const [headers] = await once(request.end(), 'response');
  expect(headers[':status']).toBe(400);
  session.destroy();
  expect((await fetch(`${exchange.url}/healthz`)).status).toBe(200);
});

const MESSAGES = Buffer.from(
  envelope(
    toBinary(
      OrderEntryRequestSchema,
      create(OrderEntryRequestSchema, { commands: Array.from({ length: 1_000 }, () => ({})) }),
    ),
  ),
);
const EMPTY = Buffer.from(envelope(new Uint8Array()));

test.each([
  ['reads nothing of its answers', '/redleaf.v1.OrderService/OrderEntry', [MESSAGES, MESSAGES, MESSAGES]],
  ['listens to executions', '/redleaf.v1.OrderService/StreamExecutions', [EMPTY]],
  ['listens to trades', '/redleaf.v1.MarketDataService/StreamTrades', [EMPTY]],
  ['watches the health', '/grpc.health.v1.Health/Watch', [EMPTY]],
  ['asks for reflection', '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', [EMPTY]],
])('a connection that %s and breaks off leaves the places of all its streams', async (_what, path, body) => {
  for (let round = 0; round < 3; round += 1) {
    // Repeat until all places can be taken, because earlier ones are returned with a delay.
    while (!(await takeAllPlaces(path, body)));
  }
});

/** Opens the maximum of streams, and disconnects. Returns false if one of them had no place. */
async function takeAllPlaces(path: string, body: readonly Buffer[]): Promise<boolean> {
  const session = connectHttp2(exchange.url).on('error', () => undefined);
  const streams = Array.from({ length: MAX_SUBSCRIPTIONS }, () => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc+proto',
      ...exchange.headers.alice,
    });
    stream.on('error', () => undefined);
    for (const message of body) stream.write(message);
    if (body.length === 1) stream.end();
    return stream;
  });
  // Every served stream sends something at once. A refused one ends without a message.
  await Promise.all(streams.map((stream) => once(stream, 'readable')));
  const isServed = streams.every(({ readableLength }) => readableLength > 0);
  session.destroy();
  return isServed;
}
