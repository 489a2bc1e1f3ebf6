import { Agent } from 'node:http';
import { Worker } from 'node:worker_threads';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import {
  MarketDataChannel,
  MarketDataService,
  type UpdateSubscriptionsRequestSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { gatewayOfStream } from '../../src/gateway/rpc/stream-id.ts';
import { MetricsPage } from './metrics/read-metrics.ts';
import { reasonOf } from './rpc/provoke.ts';
import { ExchangeUnderTest, PASSWORD } from './running-exchange.ts';

/** Workers of the exchange by name. */
const workers = vi.hoisted(() => new Map<string, Worker>());

vi.mock(import('../../src/threads/threads.ts'), async (importOriginal) => {
  const { Threads } = await importOriginal();
  return {
    Threads: class extends Threads {
      constructor(logger: ConstructorParameters<typeof Threads>[0]) {
        super(logger, (file, options) => {
          const worker = new Worker(file, options);
          workers.set(options.name ?? '', worker);
          return worker;
        });
      }
    },
  };
});

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ GATEWAYS: '3', MAX_SUBSCRIPTIONS: '80' });
  instrumentId = await exchange.createInstrument('ACME');
});
afterAll(() => exchange.stop());

/** Every call has a connection of its own, which the system gives to any gateway. */
function transport(baseUrl = exchange.url) {
  const agent = new Agent({ keepAlive: false });
  return createConnectTransport({ baseUrl, httpVersion: '1.1', nodeOptions: { agent } });
}

const orders = () => createClient(OrderService, transport());
const sessions = () => createClient(SessionService, transport());
const market = (over: Transport = transport()) => createClient(MarketDataService, over);
const limit = (price: bigint, clientOrderId = '') => ({
  ...{ instrumentId, side: Side.BUY, orderType: OrderType.LIMIT },
  ...{ price, quantity: 10n, clientOrderId },
});

test('whoever was answered by one gateway reads it at every gateway', async () => {
  const { alice: headers } = exchange.headers;
  for (let count = 1; count <= 40; count += 1) {
    const { orderId } = await orders().placeOrder(limit(BigInt(count), `order-${count}`), { headers });
    const { order } = await orders().getOrder(
      { order: { reference: { case: 'orderId', value: orderId } } },
      { headers },
    );
    expect(order?.clientOrderId).toBe(`order-${count}`);
    const byName = { order: { reference: { case: 'clientOrderId', value: `order-${count}` } } } as const;
    expect((await orders().getOrder(byName, { headers })).order?.orderId).toBe(orderId);
    const { orderBook } = await market().getOrderBook({ instrumentId });
    expect(orderBook?.bids).toHaveLength(count);
  }
});

test('a session is open at every gateway when its login is answered, and at none when its end is', async () => {
  for (let count = 0; count < 10; count += 1) {
    const { token } = await sessions().login({ partyId: 'bob', password: PASSWORD });
    const headers = { authorization: `Bearer ${token}` };
    const ask = () => sessions().getSession({}, { headers });
    const parties = await Promise.all(Array.from({ length: 8 }, ask));
    expect(new Set(parties.map(({ partyId }) => partyId))).toEqual(new Set(['bob']));
    await sessions().logout({}, { headers });
    const refused = await Promise.all(Array.from({ length: 8 }, () => reasonOf(ask())));
    expect(new Set(refused)).toEqual(new Set(['TOKEN_INVALID']));
  }
});

/** A stream of market data, until it is closed. */
async function openStream(over: Transport, subscriptions: ReturnType<typeof trades>[] = []) {
  const hangUp = new AbortController();
  onTestFinished(() => hangUp.abort());
  const messages = market(over).streamMarketData({ subscriptions }, { signal: hangUp.signal });
  const iterator = messages[Symbol.asyncIterator]();
  const { value } = await iterator.next();
  return { streamId: value?.streamId ?? '', next: async () => (await iterator.next()).value?.updates ?? [] };
}

async function openStreamAt(gateway: number) {
  for (;;) {
    const stream = await openStream(transport());
    if (gatewayOfStream(stream.streamId) === gateway) return stream;
  }
}

const trades = (subscriptionId: number, ofInstrument = instrumentId) => ({
  ...{ subscriptionId, channel: MarketDataChannel.TRADES, instrumentId: ofInstrument },
});

test('a stream of market data is changed by calls at every gateway', async () => {
  const { streamId, next } = await openStream(transport());
  const seen = new Set<number>();
  for (let id = 1; id <= 20; id += 1) {
    // Known everywhere once it is created.
    const created = await exchange.createInstrument(`AT${id}`);
    const remove = id > 10 ? [id - 10] : [];
    await market().updateSubscriptions({ streamId, add: [trades(id, created)], remove });
    while (!seen.has(id)) for (const { subscriptionId } of await next()) seen.add(subscriptionId);
  }
});

test('a change that is refused has the same error at every gateway', async () => {
  const deep = (subscriptionId: number) => ({
    ...{ subscriptionId, channel: MarketDataChannel.ORDER_BOOK, instrumentId, depth: 1_000 },
  });
  const many = Array.from({ length: 250 }, (_, index) => trades(index + 1));
  // Their connection may have 1,024 subscriptions.
  const over = createGrpcTransport({ baseUrl: exchange.url });
  const [first] = await Promise.all([1, 2, 3, 4].map(() => openStream(over, many)));
  const streamId = first?.streamId ?? '';
  const refusals: readonly [MessageInitShape<typeof UpdateSubscriptionsRequestSchema>, string][] = [
    [{ streamId, add: [{ ...trades(251), depth: 2_000 }, { subscriptionId: 252 }] }, 'FIELD_OUT_OF_RANGE'],
    [{ streamId, add: [trades(251, 99)] }, 'UNKNOWN_INSTRUMENT'],
    [{ streamId, add: [deep(251), deep(252), deep(253)] }, 'TOO_MANY_SUBSCRIPTIONS'],
    [{ streamId: streamId.replace(/^.{8}/, 'AAAAAAAA') }, 'UNKNOWN_STREAM'],
    // No gateway has this number.
    [{ streamId: Buffer.alloc(17, 0xff).toString('base64url') }, 'UNKNOWN_STREAM'],
  ];
  for (const [request, reason] of refusals) {
    const refuse = () => market().updateSubscriptions(request).then(String, ConnectError.from);
    const errors = await Promise.all(Array.from({ length: 12 }, refuse));
    expect(new Set(errors.map((error) => JSON.stringify(error)))).toHaveLength(1);
    expect(await reasonOf(market().updateSubscriptions(request))).toBe(reason);
  }
});

test('health and metrics are those of the whole process, whoever is asked', async () => {
  const pages = await Promise.all(Array.from({ length: 6 }, () => MetricsPage.read(exchange.url)));
  for (const page of pages) {
    expect(page.value('redleaf_sessions')).toBe(3);
    expect(page.value('redleaf_thread_failing', { thread: 'gateway 3' })).toBe(0);
  }
  const placed = pages.map((page) =>
    page.value('redleaf_rpcs_total', { service: OrderService.typeName, method: 'PlaceOrder', code: 'OK' }),
  );
  expect(new Set(placed)).toEqual(new Set([40]));
});

test('a gateway that fails is started again, the others go on, and no answered order is lost', async () => {
  const { bob: headers } = exchange.headers;
  const failures = async () =>
    (await MetricsPage.read(exchange.url)).value('redleaf_thread_failures_total', { thread: 'gateway 2' });
  const { streamId } = await openStreamAt(1);
  let isOver = false;
  const answered: string[] = [];
  const trade = async (name: string) => {
    for (let count = 0; !isOver; count += 1) {
      const clientOrderId = `${name}-${count}`;
      // Calls at the gateway that fails are cut off.
      const placed = await orders()
        .placeOrder(limit(1n, clientOrderId), { headers })
        .catch(() => undefined);
      if (placed !== undefined) answered.push(clientOrderId);
    }
  };
  const traders = ['one', 'two', 'three', 'four'].map(trade);
  await expect.poll(() => answered.length).toBeGreaterThan(20);
  await workers.get('gateway 2')?.terminate();
  const change = () => reasonOf(market().updateSubscriptions({ streamId }));
  await expect.poll(change).toBe('UNKNOWN_STREAM');
  await expect.poll(failures, { timeout: 20_000 }).toBe(1);
  const before = answered.length;
  await expect.poll(() => answered.length, { timeout: 20_000 }).toBeGreaterThan(before + 50);
  await expect
    .poll(async () => (await fetch(`${exchange.url}/healthz`)).json(), { timeout: 20_000 })
    .toMatchObject({ status: 'ok' });
  expect(new Set(await Promise.all(Array.from({ length: 12 }, change)))).toEqual(new Set(['UNKNOWN_STREAM']));
  isOver = true;
  await Promise.all(traders);
  const names = new Set<string>();
  let pageToken = '';
  do {
    const page = await orders().listOpenOrders({ pageSize: 1_000, pageToken }, { headers });
    for (const { clientOrderId } of page.orders) names.add(clientOrderId);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(answered.filter((name) => !names.has(name))).toEqual([]);
});

test('a party has one rate over all gateways', async () => {
  const limited = await ExchangeUnderTest.start({ GATEWAYS: '3', MAX_ORDERS_PER_SECOND: '1' });
  onTestFinished(() => limited.stop());
  const ofLimited = await limited.createInstrument('RATES');
  const { alice: headers } = limited.headers;
  const startMs = performance.now();
  const place = async () => {
    const order = { ...limit(1n), instrumentId: ofLimited };
    const client = createClient(OrderService, transport(limited.url));
    return reasonOf(client.placeOrder(order, { headers }).then(() => 'placed'));
  };
  const results = await Promise.all(Array.from({ length: 12 }, place));
  const seconds = (performance.now() - startMs) / 1_000;
  const placed = results.filter((result) => result === 'placed');
  expect(placed.length).toBeGreaterThan(0);
  expect(placed.length).toBeLessThanOrEqual(1 + seconds);
  expect(new Set(results)).toEqual(new Set(['placed', 'TOO_MANY_REQUESTS']));
});

test('without the core there is no exchange: the process ends, for its supervisor to start it again', async () => {
  workers.clear();
  await ExchangeUnderTest.start({ GATEWAYS: '1' });
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
  await workers.get('core')?.terminate();
  await expect.poll(() => exit.mock.calls, { timeout: 20_000 }).toEqual([[1]]);
  exit.mockRestore();
  await Promise.all(Array.from(workers.values(), (worker) => worker.terminate()));
});
