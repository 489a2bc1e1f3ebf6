import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
} from 'node:http2';
import { connect, type Socket } from 'node:net';
import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import {
  GetOrderBookRequestSchema,
  MarketDataChannel,
  MarketDataService,
  StreamMarketDataRequestSchema,
  StreamMarketDataResponseSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import {
  CancelAllOrdersRequestSchema,
  CancelOrderRequestSchema,
  OrderService,
  PlaceOrderRequestSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { MetricsPage } from '../metrics/read-metrics.ts';
import { envelope, RawGrpc } from '../rpc/raw-grpc.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

const PLACE = '/redleaf.v1.OrderService/PlaceOrder';
const CANCEL = '/redleaf.v1.OrderService/CancelOrder';
const CANCEL_ALL = '/redleaf.v1.OrderService/CancelAllOrders';
const EXECUTIONS = '/redleaf.v1.OrderService/StreamExecutions';
const TRADES = '/redleaf.v1.MarketDataService/StreamTrades';
const MARKET = '/redleaf.v1.MarketDataService/StreamMarketData';
const BOOK = '/redleaf.v1.MarketDataService/GetOrderBook';
const WATCH = '/grpc.health.v1.Health/Watch';
/** Long enough for a busy machine. */
const PATIENT = { timeout: 30_000, interval: 50 };
const NO_WINDOW = { settings: { initialWindowSize: 0 } };
const GRPC = { ':method': 'POST', 'content-type': 'application/grpc+proto', te: 'trailers' };
const EMPTY = envelope(new Uint8Array());

let exchange: ExchangeUnderTest;
afterEach(() => exchange.stop());

async function start(settings: Readonly<Record<string, string>> = {}): Promise<number> {
  exchange = await ExchangeUnderTest.start(settings);
  return exchange.createInstrument('FAIR');
}

function open(options: object = {}): ClientHttp2Session {
  const session = connectHttp2(exchange.url, options).on('error', () => undefined);
  onTestFinished(() => session.destroy());
  return session;
}

function ask(session: ClientHttp2Session, path: string, body: Uint8Array, headers = {}): ClientHttp2Stream {
  const stream = session.request({ ...GRPC, ':path': path, ...headers });
  stream.on('error', () => undefined).end(body);
  return stream;
}

const bytesOf = <T extends DescMessage>(schema: T, message: MessageInitShape<T>) =>
  envelope(toBinary(schema, create(schema, message)));

const order = (instrumentId: number) =>
  bytesOf(PlaceOrderRequestSchema, {
    instrumentId,
    side: Side.BUY,
    orderType: OrderType.LIMIT,
    price: 100n,
    quantity: 1n,
  });

async function call(path: string, body: Uint8Array, headers: Readonly<Record<string, string>> = {}) {
  const raw = new RawGrpc(exchange.url);
  onTestFinished(() => raw.close());
  return (await raw.call(path, body, headers)).reason || 'OK';
}

async function held(what: string, holder: string): Promise<number> {
  return (await MetricsPage.read(exchange.url)).value('redleaf_held', { what, holder }) ?? Number.NaN;
}

const untilHeld = (what: string, holder: string, amount: number) =>
  vi.waitUntil(async () => (await held(what, holder)) === amount, PATIENT);

async function closeCodeOf(stream: ClientHttp2Stream): Promise<number | undefined> {
  if (!stream.closed) await new Promise((closed) => stream.once('close', closed));
  return stream.rstCode;
}

test('bodies that never end hold a bounded number of bytes, and a party trades on', async () => {
  const instrumentId = await start({ MAX_BUFFERED_BYTES: String(1_048_576) });
  const most = 1_048_576 / 4;
  const session = open();
  const streams = Array.from({ length: 400 }, () => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/orders',
      'content-type': 'application/json',
    });
    stream.on('error', () => undefined).resume();
    stream.write(`{"party_id":"${'x'.repeat(1_000)}`);
    return stream;
  });
  const refused = await Promise.race(streams.map((stream) => once(stream, 'response')));
  expect(refused[0][':status']).toBe(429);
  await new Promise((answered) => session.ping(answered));
  const bytes = await held('arriving_bytes', 'anonymous');
  expect(bytes).toBeLessThanOrEqual(most);
  expect(bytes).toBeGreaterThan(most - 1_100);
  expect(await call(PLACE, order(instrumentId), exchange.headers.alice)).toBe('OK');
  session.destroy();
  await untilHeld('arriving_bytes', 'anonymous', 0);
  await untilHeld('requests', 'anonymous', 0);
});

test('a stream of orders counts the bytes of its incomplete frame', async () => {
  await start();
  const stream = open().request({
    ...GRPC,
    ':path': '/redleaf.v1.OrderService/OrderEntry',
    ...exchange.headers.alice,
  });
  stream.on('error', () => undefined).write(envelope(new Uint8Array(100), 0, 1_000));
  await untilHeld('arriving_bytes', 'party', 105);
  stream.close();
  await untilHeld('arriving_bytes', 'party', 0);
});

test('answers that are not read keep their places, and their streams are closed whatever else moves', async () => {
  const instrumentId = await start({ IDLE_TIMEOUT_MS: '1000', HEARTBEAT_MS: '200' });
  const session = open(NO_WINDOW);
  const pings = setInterval(() => session.destroyed || session.ping(() => undefined), 50);
  onTestFinished(() => clearInterval(pings));
  const body = bytesOf(GetOrderBookRequestSchema, { instrumentId });
  const streams = Array.from({ length: 10 }, () => ask(session, BOOK, body));
  const orders = Array.from({ length: 5 }, () =>
    ask(session, PLACE, order(instrumentId), exchange.headers.alice),
  );
  const list = session.request({ ':path': '/instruments' }).on('error', () => undefined);
  const query = new URLSearchParams({ encoding: 'json', message: JSON.stringify({ instrumentId }) });
  const got = session.request({ ':path': `${BOOK}?${query}` }).on('error', () => undefined);
  await untilHeld('calls', 'party', 5);
  expect(await held('calls', 'anonymous')).toBe(12);
  expect(await held('leaving_bytes', 'anonymous')).toBeGreaterThan(0);
  const codes = await Promise.all([...streams, ...orders, list, got].map(closeCodeOf));
  expect(new Set(codes)).toEqual(new Set([constants.NGHTTP2_ENHANCE_YOUR_CALM]));
  for (const holder of ['anonymous', 'party']) {
    await untilHeld('calls', holder, 0);
    await untilHeld('leaving_bytes', holder, 0);
    await untilHeld('requests', holder, 0);
  }
});

test('a connection without requests gets a GOAWAY, although it sends PINGs', async () => {
  await start({ IDLE_TIMEOUT_MS: '1000', HEARTBEAT_MS: '200' });
  const session = open();
  const pings = setInterval(() => session.destroyed || session.ping(() => undefined), 50);
  onTestFinished(() => clearInterval(pings));
  expect((await once(session, 'goaway'))[0]).toBe(constants.NGHTTP2_NO_ERROR);
});

test('answers beyond the bytes that an address may hold are dropped at once', async () => {
  const instrumentId = await start({ MAX_BUFFERED_BYTES: String(1_048_576) });
  const { alice } = exchange.headers;
  const value = { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 100n, quantity: 1n };
  const commands = Array.from({ length: 1_000 }, () => ({ command: { case: 'place' as const, value } }));
  const orders = createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));
  const entry = orders.orderEntry(
    (async function* () {
      yield { commands };
    })(),
    { headers: alice },
  );
  for await (const { results } of entry) expect(results).toHaveLength(1_000);
  const session = open(NO_WINDOW);
  const lists = Array.from({ length: 30 }, () => {
    const list = session.request({ ':path': `/orders/${instrumentId}` });
    return list.on('error', () => undefined);
  });
  expect(await Promise.race(lists.map(closeCodeOf))).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  const bytes = await held('leaving_bytes', 'anonymous');
  expect(bytes).toBeLessThanOrEqual(1_048_576);
  expect(bytes).toBeGreaterThan(1_048_576 / 2);
  expect(await call(PLACE, order(instrumentId), alice)).toBe('OK');
  session.destroy();
  await untilHeld('leaving_bytes', 'anonymous', 0);
});

test('a party that reads no answers has its calls refused, except cancels, and delays no other party', async () => {
  const instrumentId = await start({ MAX_REQUESTS_IN_FLIGHT: '8' });
  const alice = exchange.headers.alice;
  for (let orderId = 1; orderId <= 3; orderId += 1) await call(PLACE, order(instrumentId), alice);
  const session = open(NO_WINDOW);
  for (let count = 0; count < 8; count += 1) ask(session, PLACE, order(instrumentId), alice);
  await untilHeld('calls', 'party', 8);

  expect(await call(PLACE, order(instrumentId), alice)).toBe('TOO_MANY_REQUESTS');
  const cancel = (orderId: bigint) =>
    bytesOf(CancelOrderRequestSchema, { order: { reference: { case: 'orderId', value: orderId } } });
  expect(await call(CANCEL, cancel(1n), alice)).toBe('OK');
  const entry = createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url })).orderEntry(
    (async function* () {
      const value = { order: { reference: { case: 'orderId' as const, value: 2n } } };
      yield { commands: [{ command: { case: 'cancel' as const, value } }] };
    })(),
    { headers: alice },
  );
  for await (const { results } of entry) expect(results[0]?.result.case).toBe('canceled');
  const rest = await fetch(`${exchange.url}/cancel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ party_id: 'alice', password: PASSWORD, instrument_id: instrumentId, order_id: 3 }),
  });
  expect(await rest.json()).toEqual({ status: 'CANCELLED', order_id: 3 });
  expect(await call(CANCEL_ALL, bytesOf(CancelAllOrdersRequestSchema, {}), alice)).toBe('OK');
  expect(await call(PLACE, order(instrumentId), exchange.headers.bob)).toBe('OK');
});

test('streams are counted per party and per address, and health has its own', async () => {
  await start({ MAX_SUBSCRIPTIONS: '80' });
  const { alice, bob } = exchange.headers;
  const session = open();
  const streams: ClientHttp2Stream[] = [];
  for (let count = 0; count < 64; count += 1) {
    streams.push(ask(session, EXECUTIONS, EMPTY, alice), ask(session, TRADES, EMPTY));
  }
  await Promise.all(streams.map((stream) => once(stream, 'response')));
  expect(await held('streams', 'party')).toBe(64);
  expect(await call(EXECUTIONS, EMPTY, alice)).toBe('TOO_MANY_SUBSCRIPTIONS');
  expect(await call(TRADES, EMPTY)).toBe('TOO_MANY_SUBSCRIPTIONS');
  expect(await call(EXECUTIONS, EMPTY, bob)).toBe('OK');
  // Market data with a token counts against the party's share.
  expect(await call(TRADES, EMPTY, bob)).toBe('OK');
  expect(await call(WATCH, EMPTY)).toBe('OK');
  const elsewhere = open({ localAddress: '127.0.0.2' });
  const other = ask(elsewhere, TRADES, EMPTY);
  await once(other, 'readable');
  expect(other.readableLength).toBeGreaterThan(0);
  session.destroy();
  await untilHeld('streams', 'party', 0);
});

const books = (count: number, depth: number, instrumentId: number) =>
  bytesOf(StreamMarketDataRequestSchema, {
    subscriptions: Array.from({ length: count }, (_, index) => ({
      ...{ subscriptionId: index + 1, channel: MarketDataChannel.ORDER_BOOK, instrumentId, depth },
    })),
  });

test('subscriptions are counted per party and per address, and a deep book counts as several', async () => {
  const instrumentId = await start({ MAX_SUBSCRIPTIONS: '80' });
  const session = open();
  const streams = Array.from({ length: 4 }, () => ask(session, MARKET, books(250, 1, instrumentId)));
  const [[begun] = []] = await Promise.all(streams.map((stream) => once(stream, 'data')));
  expect(await held('subscriptions', 'anonymous')).toBe(1_000);
  // 24 of 1,024 subscriptions are left. Two books of 1,000 levels count as 22, three as more.
  expect(await call(MARKET, books(3, 1_000, instrumentId))).toBe('TOO_MANY_SUBSCRIPTIONS');
  const deep = ask(session, MARKET, books(2, 1_000, instrumentId));
  await once(deep.resume(), 'response');
  expect(await held('subscriptions', 'anonymous')).toBe(1_022);
  const own = ask(session, MARKET, books(250, 1, instrumentId), exchange.headers.alice);
  await once(own.resume(), 'response');
  expect(await held('subscriptions', 'party')).toBe(250);

  const { streamId } = fromBinary(StreamMarketDataResponseSchema, messageOf(begun));
  const market = createClient(MarketDataService, createGrpcTransport({ baseUrl: exchange.url }));
  const add = [3, 4, 5].map((more) => ({
    ...{ subscriptionId: 250 + more, channel: MarketDataChannel.ORDER_BOOK, instrumentId, depth: 1 },
  }));
  const refused = await market.updateSubscriptions({ streamId, add }).catch(ConnectError.from);
  expect(refused).toMatchObject({ code: Code.ResourceExhausted });
  await market.updateSubscriptions({ streamId, remove: [1, 2, 3, 4], add });
  expect(await held('subscriptions', 'anonymous')).toBe(1_021);
  session.destroy();
  await untilHeld('subscriptions', 'anonymous', 0);
  await untilHeld('subscriptions', 'party', 0);
});

test('a subscription of all instruments counts with its size for each of them', async () => {
  await start();
  for (let count = 1; count < 32; count += 1) await exchange.createInstrument(`OF${count}`);
  const session = open();
  const { BEST_BID_OFFER, STATISTICS, TRADES: OF_TRADES } = MarketDataChannel;
  const subscriptions = [BEST_BID_OFFER, STATISTICS, OF_TRADES].map((channel, index) => ({
    ...{ subscriptionId: index + 1, channel },
  }));
  const stream = ask(session, MARKET, bytesOf(StreamMarketDataRequestSchema, { subscriptions }));
  await once(stream.resume(), 'data');
  // 4 subscriptions of best prices, or 16 of statistics, count as one.
  expect(await held('subscriptions', 'anonymous')).toBe(1 + 32 / 4 + (1 + 32 / 16) + 1);
});

/** The first message of a chunk, which may contain further ones. */
function messageOf(chunk: Buffer): Uint8Array {
  return chunk.subarray(5, 5 + chunk.readUInt32BE(1));
}

test('a connection that resets its calls again and again is closed', async () => {
  const instrumentId = await start();
  const session = open();
  const gone = once(session, 'goaway');
  const arrived = () => Promise.race([new Promise((pong) => session.ping(pong)), gone]);
  for (let round = 0; round < 60 && !session.destroyed; round += 1) {
    const streams = Array.from({ length: 20 }, () => ask(session, TRADES, EMPTY));
    await arrived();
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
    if (!session.destroyed) await arrived();
  }
  expect((await gone)[0]).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  expect(await call(PLACE, order(instrumentId), exchange.headers.alice)).toBe('OK');
  const page = await MetricsPage.read(exchange.url);
  expect(page.value('redleaf_expelled_connections_total')).toBe(1);
});

test('connections beyond the share of an address are refused, and those of others are not', async () => {
  await start({ MAX_CONNECTIONS: '100', ADDRESS_SHARE_PERCENT: '1' });
  const sockets = Array.from({ length: 80 }, () => openSocket());
  await vi.waitUntil(() => sockets.filter(({ destroyed }) => destroyed).length >= 16, PATIENT);
  const elsewhere = openSocket('127.0.0.2');
  elsewhere.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(String(await once(elsewhere, 'data'))).toMatch(/^HTTP\/1.1 200 /);
});

function openSocket(localAddress = '127.0.0.1'): Socket {
  const { hostname, port } = new URL(exchange.url);
  const socket = connect({ port: Number(port), host: hostname, localAddress }).on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('close', () => socket.destroy());
  return socket;
}

test('pipelined requests are answered one after the other, and only a few may wait', async () => {
  const instrumentId = await start();
  const get = `GET /orders/${instrumentId} HTTP/1.1\r\nhost: x\r\n\r\n`;
  const few = openSocket();
  let answers = '';
  few.on('data', (bytes) => {
    answers += String(bytes);
  });
  few.write(get.repeat(50));
  await vi.waitUntil(() => answers.split('HTTP/1.1 200').length === 51, PATIENT);
  const many = openSocket().resume();
  many.write(get.repeat(2_000));
  await new Promise((closed) => many.once('close', closed));
  await untilHeld('requests', 'anonymous', 0);
  expect(await call(PLACE, order(instrumentId), exchange.headers.alice)).toBe('OK');
});

test('headers are bounded, also those that come out of the compression table', async () => {
  await start();
  const session = open();
  for (let count = 0; count < 3; count += 1) {
    // A request that goes on.
    const stream = session.request({
      ':method': 'POST',
      ':path': '/instruments',
      'x-large': 'x'.repeat(4_000),
      'x-more': 'y'.repeat(13_000),
    });
    const closed = once(stream, 'close');
    const [headers] = await once(stream.resume(), 'response');
    expect(headers[':status']).toBe(431);
    await closed;
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  }
  expect(await held('requests', 'anonymous')).toBe(0);
});

/** Starts an exchange with a list of 1,000 orders. A few such answers fill a socket's buffers. */
async function startWithList(): Promise<string> {
  const instrumentId = await start({ IDLE_TIMEOUT_MS: '1000', HEARTBEAT_MS: '200' });
  const value = { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 100n, quantity: 1n };
  const commands = Array.from({ length: 1_000 }, () => ({ command: { case: 'place' as const, value } }));
  const orders = createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));
  const entry = orders.orderEntry(
    (async function* () {
      yield { commands };
    })(),
    { headers: exchange.headers.alice },
  );
  for await (const { results } of entry) expect(results).toHaveLength(1_000);
  return `/orders/${instrumentId}`;
}

async function untilGivenUp(): Promise<void> {
  const given = async () => (await MetricsPage.read(exchange.url)).value('redleaf_unread_answers_total') ?? 0;
  await vi.waitUntil(async () => (await given()) > 0, PATIENT);
  await untilHeld('leaving_bytes', 'anonymous', 0);
  await untilHeld('requests', 'anonymous', 0);
}

test('lists that are not read over HTTP/1.1 are dropped with their connection', async () => {
  const path = await startWithList();
  const socket = openSocket().pause();
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(64));
  await untilGivenUp();
});

test('a connection over HTTP/2 whose socket is not read is closed, although it sends PINGs', async () => {
  const path = await startWithList();
  const socket = openSocket().pause();
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  // The largest possible windows: SETTINGS_INITIAL_WINDOW_SIZE, and the window of the connection.
  socket.write(frame(4, 0, 0, Buffer.from([0, 4, 0x7f, 0xff, 0xff, 0xff])));
  socket.write(frame(8, 0, 0, Buffer.from([0x7f, 0, 0, 0])));
  for (let streamId = 1; streamId < 200; streamId += 2) socket.write(frame(1, 5, streamId, get(path)));
  const pings = setInterval(() => socket.write(frame(6, 0, 0, Buffer.alloc(8))), 50);
  onTestFinished(() => clearInterval(pings));
  await untilGivenUp();
});

function frame(type: number, flags: number, streamId: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

/** The headers of a GET in HPACK: method and scheme from the static table, the others as literals. */
function get(path: string): Buffer {
  const text = (name: number, value: string) => Buffer.from([name, value.length, ...Buffer.from(value)]);
  return Buffer.concat([Buffer.from([0x82, 0x86]), text(0x01, 'x'), text(0x04, path)]);
}

test('requests beyond those that may be open are refused without a word, and counted as offences', async () => {
  const instrumentId = await start({ MAX_REQUESTS_IN_FLIGHT: '64', MAX_SUBSCRIPTIONS: '64' });
  // A connection may have half of its address's requests: a quarter of 64 calls, 64 streams and 1,024 refusals.
  const most = Math.floor(Math.floor((64 + 64 + 1_024) / 4) / 2);
  const session = open();
  const streams = Array.from({ length: most + 20 }, () =>
    session.request({ ...GRPC, ':path': BOOK }, { endStream: false }).on('error', () => undefined),
  );
  const codes = await Promise.all(streams.slice(most).map(closeCodeOf));
  expect(new Set(codes)).toEqual(new Set([constants.NGHTTP2_REFUSED_STREAM]));
  expect(await held('requests', 'anonymous')).toBe(most);
  const page = await MetricsPage.read(exchange.url);
  expect(page.value('redleaf_refused_total', { what: 'requests', holder: 'anonymous' })).toBe(20);
  expect(await call(PLACE, order(instrumentId), exchange.headers.alice)).toBe('OK');
});
