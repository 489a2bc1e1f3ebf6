import { once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { outcomeOf } from './raw-grpc.ts';

const MAX_SUBSCRIPTIONS = 2;
const MAX_REQUESTS_IN_FLIGHT = 4;

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({
    MAX_SUBSCRIPTIONS: String(MAX_SUBSCRIPTIONS),
    MAX_REQUESTS_IN_FLIGHT: String(MAX_REQUESTS_IN_FLIGHT),
    MAX_STREAMS_PER_CONNECTION: '16',
    IDLE_TIMEOUT_MS: '1000',
    HEARTBEAT_MS: '200',
  });
  instrumentId = await exchange.createInstrument('LIMITS');
});
afterAll(() => exchange.stop());

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error) => outcomeOf(ConnectError.from(error)),
  );

test('calls beyond the bound are refused, and those within it are not hurt', async () => {
  const sessions = createClient(SessionService, createGrpcTransport({ baseUrl: exchange.url }));
  const logins = Array.from({ length: 10 }, () => sessions.login({ partyId: 'alice', password: PASSWORD }));
  const outcomes = await Promise.all(logins.map(failureOf));
  const refused = outcomes.filter((outcome) => outcome !== undefined);
  expect(refused).toHaveLength(10 - MAX_REQUESTS_IN_FLIGHT);
  for (const outcome of refused) {
    expect(outcome).toEqual({ code: 'ResourceExhausted', reason: 'TOO_MANY_REQUESTS', field: '' });
  }
});

test('streams beyond the bound are refused, and one that breaks off leaves its place', async () => {
  const headers = exchange.headers.alice;
  const openers = [
    (transport: Transport) => createClient(MarketDataService, transport).streamOrderBook({ instrumentId }),
    (transport: Transport) => createClient(MarketDataService, transport).streamTrades({}),
    (transport: Transport) => createClient(OrderService, transport).streamExecutions({}, { headers }),
  ];
  for (const open of openers) {
    const session = new Http2SessionManager(exchange.url);
    const transport = createGrpcTransport({ baseUrl: exchange.url, sessionManager: session });
    const streams = Array.from({ length: MAX_SUBSCRIPTIONS }, () => open(transport)[Symbol.asyncIterator]());
    for (const stream of streams) await stream.next();
    expect(await failureOf(open(transport)[Symbol.asyncIterator]().next())).toEqual({
      code: 'ResourceExhausted',
      reason: 'TOO_MANY_SUBSCRIPTIONS',
      field: '',
    });
    session.abort();
    await untilThereIsRoom();
  }
});

test('streams that anyone may open take no places of parties', async () => {
  const session = new Http2SessionManager(exchange.url);
  const transport = createGrpcTransport({ baseUrl: exchange.url, sessionManager: session });
  const marketData = createClient(MarketDataService, transport);
  const orders = createClient(OrderService, transport);
  const streams = Array.from({ length: MAX_SUBSCRIPTIONS }, () =>
    marketData.streamTrades({})[Symbol.asyncIterator](),
  );
  for (const stream of streams) await stream.next();
  const executions = orders.streamExecutions({}, { headers: exchange.headers.alice })[Symbol.asyncIterator]();
  expect(await failureOf(executions.next())).toBeUndefined();
  session.abort();
  await untilThereIsRoom();
});

/** Waits until all places are free. The server sees the end of a connection later than we close it. */
async function untilThereIsRoom(): Promise<void> {
  const marketData = createClient(MarketDataService, createGrpcTransport({ baseUrl: exchange.url }));
  for (;;) {
    const leave = new AbortController();
    const streams = Array.from({ length: MAX_SUBSCRIPTIONS }, () =>
      marketData.streamTrades({}, { signal: leave.signal })[Symbol.asyncIterator]().next(),
    );
    const outcomes = await Promise.all(streams.map(failureOf));
    leave.abort();
    if (outcomes.every((outcome) => outcome === undefined)) return;
  }
}

test.each([
  ['nothing', ''],
  ['half of the HTTP/2 preface', 'PRI * HTTP/2.0\r\n'],
  ['a TLS hello', '\u0016\u0003\u0001'],
  ['noise', '\u0000\u00ff\u0000\u00ff\r\n\r\n'],
  ['headers that do not end', 'GET / HTTP/1.1\r\nhost: x\r\nx-'],
  ['HTTP/2 and then noise', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'\u0000'.repeat(64)}`],
])('a connection that sends %s is closed, and the server goes on', async (_what, text) => {
  const socket = open();
  socket.write(text, 'latin1');
  await closeOf(socket);
  expect((await fetch(`${exchange.url}/healthz`)).status).toBe(200);
});

test('an idle HTTP/2 connection is told to go, and a stream that is only quiet is not', async () => {
  const goaway = once(connectHttp2(exchange.url), 'goaway');
  const leave = new AbortController();
  const quiet = new Http2SessionManager(exchange.url);
  const transport = createGrpcTransport({ baseUrl: exchange.url, sessionManager: quiet });
  const trades = createClient(MarketDataService, transport)
    .streamTrades({}, { signal: leave.signal })
    [Symbol.asyncIterator]();
  await trades.next();
  const [code] = await goaway;
  expect(code).toBe(constants.NGHTTP2_NO_ERROR);
  for (let heartbeats = 0; heartbeats < 10; heartbeats += 1) {
    expect((await trades.next()).done).toBe(false);
  }
  leave.abort();
});

test('headers that come a byte at a time do not keep a connection for ever', async () => {
  const socket = open();
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nx-slow: ');
  const drip = setInterval(() => socket.write('x'), 100);
  await closeOf(socket);
  clearInterval(drip);
});

/** Resolves on any end of the socket. `once` would throw on a reset, which is the answer to a late byte. */
function closeOf(socket: Socket): Promise<unknown> {
  return new Promise((closed) => socket.once('close', closed));
}

function open(): Socket {
  const { hostname, port } = new URL(exchange.url);
  return connect(Number(port), hostname)
    .on('error', () => undefined)
    .resume();
}
