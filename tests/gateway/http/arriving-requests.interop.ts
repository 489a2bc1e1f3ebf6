import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
} from 'node:http2';
import { connect, type Socket } from 'node:net';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import bcrypt from 'bcrypt';
import { expect, onTestFinished, test, vi } from 'vitest';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

const JSON_TYPE = 'application/json';
const GRPC_TYPE = 'application/grpc+proto';
const LOGIN = `/${SessionService.typeName}/Login`;

function openSession(exchange: ExchangeUnderTest): ClientHttp2Session {
  const session = connectHttp2(exchange.url).on('error', () => undefined);
  onTestFinished(() => session.destroy());
  return session;
}

/** Sends a request with the first part of its body. */
async function halfSent(session: ClientHttp2Session, path: string, type: string): Promise<ClientHttp2Stream> {
  const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': type, te: 'trailers' });
  stream.on('error', () => undefined);
  stream.write(type === JSON_TYPE ? '{"party_id":' : Buffer.from([0, 0, 0, 0, 99]));
  await new Promise((answered) => session.ping(answered));
  return stream;
}

/** The same over HTTP/1.1, from a client that never closes its connection. */
async function halfSentSocket(exchange: ExchangeUnderTest, path: string): Promise<Socket> {
  const { hostname, port } = new URL(exchange.url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => undefined).resume();
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: 99\r\n\r\n{`,
  );
  // The part has arrived when a later request is answered.
  await fetch(`${exchange.url}/healthz`);
  return socket;
}

function closeOf(stream: ClientHttp2Stream): Promise<unknown> {
  return new Promise((closed) => stream.once('close', closed));
}

/** Resolves when the server ends or resets the connection. */
function endOf(socket: Socket): Promise<unknown> {
  return new Promise((ended) => socket.once('end', ended).once('close', ended));
}

/** Starts a login whose password check lasts until `finish` is called. */
async function login(exchange: ExchangeUnderTest) {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const compare = bcrypt.compare.bind(bcrypt);
  const begun = new Promise<void>((begin) => {
    const checking = vi.spyOn(bcrypt, 'compare').mockImplementationOnce(async (password, hash) => {
      begin();
      await finished;
      return await compare(password, hash);
    });
    onTestFinished(() => checking.mockRestore());
  });
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  const answer = createClient(SessionService, transport).login({ partyId: 'alice', password: PASSWORD });
  await begun;
  return { answer, finish };
}

test('a server that stops waits for no request that has not arrived, and answers the others', async () => {
  const exchange = await ExchangeUnderTest.start();
  const session = openSession(exchange);
  const streams = [
    await halfSent(session, '/orders', JSON_TYPE),
    await halfSent(session, LOGIN, JSON_TYPE),
    await halfSent(session, LOGIN, GRPC_TYPE),
  ];
  const sockets = [await halfSentSocket(exchange, '/orders'), await halfSentSocket(exchange, LOGIN)];
  const closed = [...streams.map(closeOf), ...sockets.map(endOf)];
  const taken = await login(exchange);

  const orders: string[] = [];
  const stopped = exchange.stop().then(() => orders.push('stopped'));
  await Promise.all(closed);
  orders.push('given up');
  taken.finish();
  expect((await taken.answer).token).not.toBe('');
  await stopped;
  expect(orders).toEqual(['given up', 'stopped']);
  // With this code, a client may send the request again.
  expect(streams.map(({ rstCode }) => rstCode)).toEqual(streams.map(() => constants.NGHTTP2_REFUSED_STREAM));
});

test('a request of the REST API that begins while the server stops is refused by its headers', async () => {
  const exchange = await ExchangeUnderTest.start();
  const session = openSession(exchange);
  await new Promise((answered) => session.ping(answered));
  const taken = await login(exchange);
  const stopped = exchange.stop();
  const late = session.request({ ':method': 'POST', ':path': '/orders', 'content-type': JSON_TYPE });
  late.write('{');
  const [headers] = await once(late, 'response');
  expect(headers[':status']).toBe(503);
  late.destroy();
  taken.finish();
  await taken.answer;
  await stopped;
});

test.each([
  ['the REST API', '/orders', JSON_TYPE],
  ['a Connect call', LOGIN, JSON_TYPE],
  ['a gRPC call', LOGIN, GRPC_TYPE],
])('%s that comes a byte at a time is not waited for for ever', async (_what, path, type) => {
  const exchange = await ExchangeUnderTest.start({ IDLE_TIMEOUT_MS: '1000', HEARTBEAT_MS: '200' });
  const stream = await halfSent(openSession(exchange), path, type);
  const drip = setInterval(() => stream.write(' '), 100);
  await closeOf(stream);
  clearInterval(drip);
  expect(stream.rstCode).toBe(constants.NGHTTP2_REFUSED_STREAM);
  await exchange.stop();
});

test('a request over HTTP/1.1 that comes a byte at a time is not waited for for ever either', async () => {
  const exchange = await ExchangeUnderTest.start({ IDLE_TIMEOUT_MS: '1000', HEARTBEAT_MS: '200' });
  const socket = await halfSentSocket(exchange, '/orders');
  const drip = setInterval(() => socket.write(' '), 100);
  await endOf(socket);
  clearInterval(drip);
  await exchange.stop();
});

test('a stream of orders is not over because its next one does not come', async () => {
  const exchange = await ExchangeUnderTest.start({ IDLE_TIMEOUT_MS: '1000', HEARTBEAT_MS: '200' });
  const instrumentId = await exchange.createInstrument('SLOW');
  const next = Promise.withResolvers<void>();
  async function* frames() {
    await next.promise;
    const value = { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 10n, quantity: 1n };
    yield { commands: [{ command: { case: 'place' as const, value } }] };
  }
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  const { headers } = exchange;
  const orders = createClient(OrderService, transport);
  const answers = orders.orderEntry(frames(), { headers: headers.alice })[Symbol.asyncIterator]();
  const answer = answers.next();
  // Heartbeats keep the connection busy.
  const executions = orders.streamExecutions({}, { headers: headers.alice })[Symbol.asyncIterator]();
  for (let heartbeats = 0; heartbeats < 10; heartbeats += 1) await executions.next();
  next.resolve();
  expect((await answer).value?.results[0]?.result.case).toBe('placed');
  await exchange.stop();
});
