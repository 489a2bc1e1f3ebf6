import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { METRICS_CACHE_MS } from '../../../src/supervision/process-operations.ts';
import { envelope, RawGrpc } from '../rpc/raw-grpc.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { MetricsPage } from './read-metrics.ts';

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeEach(async () => {
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('METRICS');
});
afterEach(() => exchange.stop());

const order = () => ({ instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 10n, quantity: 1n });

async function post(path: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(exchange.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

/** The count of a histogram with labels. The parser does not separate the labels. */
function countOf({ text }: MetricsPage, name: string, labels: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name}_count{${labels}} `));
  return Number(line?.split(' ').at(-1));
}

test('every metric says what it is, under a name after the conventions', async () => {
  const { families } = await MetricsPage.read(exchange.url);
  for (const { name, help, type } of families) {
    expect(help, name).toMatch(/\S \S/);
    expect(type, name).not.toBe('UNTYPED');
  }
  const names = families.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
    ]),
  );
  const own = families.filter(({ name }) => name.startsWith('redleaf_'));
  expect(own.length).toBeGreaterThan(15);
  for (const { name, type } of own) {
    expect(name).toMatch(/^[a-z_]+$/);
    expect(name.endsWith('_total'), name).toBe(type === 'COUNTER');
    expect(name.endsWith('_seconds'), name).toBe(type === 'HISTOGRAM');
  }
});

test('the values follow what happens', async () => {
  const before = await MetricsPage.read(exchange.url);
  const orders = createClient(OrderService, exchange.transport);
  const headers = exchange.headers.alice;
  await orders.placeOrder(order(), { headers });
  const { orderId } = await orders.placeOrder(order(), { headers });
  await orders.cancelOrder({ order: { reference: { case: 'orderId', value: orderId } } }, { headers });
  await expect(orders.placeOrder({ ...order(), price: 0n }, { headers })).rejects.toThrow('price');
  await expect(orders.placeOrder(order())).rejects.toThrow('authorization');

  const after = await MetricsPage.read(exchange.url);
  const added = (name: string, labels?: Readonly<Record<string, string>>) =>
    (after.value(name, labels) ?? 0) - (before.value(name, labels) ?? 0);
  // Two events for each of two resting orders, and one for a cancel.
  expect(added('redleaf_last_committed_sequence')).toBe(5);
  expect(added('redleaf_committed_events_total')).toBe(5);
  expect(added('redleaf_commit_duration_seconds')).toBe(3);
  expect(added('redleaf_open_orders')).toBe(1);
  const calls = { service: OrderService.typeName, method: 'PlaceOrder' };
  expect(added('redleaf_rpcs_total', { ...calls, code: 'OK' })).toBe(2);
  expect(added('redleaf_rpcs_total', { ...calls, code: 'InvalidArgument' })).toBe(1);
  expect(added('redleaf_rpcs_total', { ...calls, code: 'Unauthenticated' })).toBe(1);
  expect(
    countOf(after, 'redleaf_rpc_duration_seconds', `service="${calls.service}",method="PlaceOrder"`),
  ).toBe(4);
  for (const [name, value] of [
    ['redleaf_accepting_commands', 1],
    ['redleaf_commands_in_flight', 0],
    ['redleaf_commit_failures_total', 0],
    ['redleaf_instruments', 1],
    ['redleaf_parties', 3],
    ['redleaf_sessions', 3],
  ] as const) {
    expect(after.value(name), name).toBe(value);
  }
  expect(after.value('redleaf_connections')).toBeGreaterThan(0);
});

test('a call with an unreadable message is counted with the code that its caller gets', async () => {
  const raw = new RawGrpc(exchange.url);
  const path = `/${MarketDataService.typeName}/GetOrderBook`;
  expect(await raw.call(path, envelope(Buffer.from([255, 255])))).toMatchObject({ code: 'InvalidArgument' });
  raw.close();
  const page = await MetricsPage.read(exchange.url);
  const labels = { service: MarketDataService.typeName, method: 'GetOrderBook', code: 'InvalidArgument' };
  expect(page.value('redleaf_rpcs_total', labels)).toBe(1);
});

test('open streams are counted by kind, and as calls once they end', async () => {
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  const leave = new AbortController();
  const streams = [
    createClient(MarketDataService, transport).streamOrderBook({ instrumentId }, { signal: leave.signal }),
    createClient(OrderService, transport).streamExecutions(
      {},
      { headers: exchange.headers.bob, signal: leave.signal },
    ),
  ].map((messages) => messages[Symbol.asyncIterator]());
  for (const stream of streams) await stream.next();
  const page = await MetricsPage.read(exchange.url);
  for (const kind of ['public', 'party']) expect(page.value('redleaf_subscriptions', { kind })).toBe(1);

  leave.abort();
  const labels = { service: OrderService.typeName, method: 'StreamExecutions', code: 'Canceled' };
  await vi.waitFor(async () => {
    expect((await MetricsPage.read(exchange.url)).value('redleaf_rpcs_total', labels)).toBe(1);
  });
  const { text } = await MetricsPage.read(exchange.url);
  expect(text).not.toMatch(/redleaf_rpc_duration_seconds\w*\{.*StreamExecutions/);
});

test('requests of the REST API are counted by route and status', async () => {
  const alice = { party_id: 'alice', password: PASSWORD };
  const rest = { instrument_id: instrumentId, side: 'BUY', order_type: 'GTC', quantity: 1, price_cents: 100 };
  expect(await post('/orders', { ...rest, ...alice })).toBe(200);
  expect(await post('/orders', { ...rest, ...alice, quantity: 0 })).toBe(422);
  await fetch(`${exchange.url}/live_orders/${instrumentId}`);
  await fetch(`${exchange.url}/live_orders/${instrumentId}`, { method: 'HEAD' });
  await fetch(`${exchange.url}/live_orders/999`);
  await fetch(`${exchange.url}/parties`, { method: 'DELETE' });
  const page = await MetricsPage.read(exchange.url);
  for (const [method, route, code, count] of [
    ['POST', '/orders', '200', 1],
    ['POST', '/orders', '422', 1],
    ['GET', '/live_orders/{instrument_id}', '200', 2],
    ['GET', '/live_orders/{instrument_id}', '404', 1],
    ['other', '/parties', '405', 1],
  ] as const) {
    expect(page.value('redleaf_rest_requests_total', { method, route, code }), route).toBe(count);
  }
  expect(countOf(page, 'redleaf_rest_request_duration_seconds', 'method="POST",route="/orders"')).toBe(2);
});

test('nothing that callers send comes up in it, and nothing of who they are', async () => {
  const orders = createClient(OrderService, exchange.transport);
  await orders.placeOrder({ ...order(), clientOrderId: 'my-secret' }, { headers: exchange.headers.alice });
  await fetch(`${exchange.url}/orders/my-secret?my-secret=my-secret`);
  await fetch(`${exchange.url}/redleaf.v1.OrderService/my-secret`, { method: 'POST' });
  await post('/cancel', { party_id: 'my-secret', password: 'my-secret' });
  await new Promise((answered) => {
    request(`${exchange.url}/orders/my-secret`, { method: 'SUBSCRIBE' }, answered).end();
  });
  const { text } = await MetricsPage.read(exchange.url);
  const tokens = Object.values(exchange.headers).map(({ authorization }) => authorization.slice(7));
  for (const word of ['secret', 'SUBSCRIBE', 'alice', 'METRICS', PASSWORD, exchange.dataDir, ...tokens]) {
    expect(text).not.toContain(word);
  }
});

test('two exchanges in one process have separate metrics', async () => {
  const other = await ExchangeUnderTest.start();
  const [one, two] = await Promise.all([MetricsPage.read(exchange.url), MetricsPage.read(other.url)]);
  expect([one, two].map((page) => page.value('redleaf_instruments'))).toEqual([1, 0]);
  await other.stop();
});

test('is collected once for all who ask at the same time', async () => {
  await MetricsPage.read(exchange.url);
  await setTimeout(METRICS_CACHE_MS);
  const collect = vi.spyOn(Registry.prototype, 'metrics');
  const methods = ['GET', 'HEAD', 'GET', 'HEAD', 'GET'];
  await Promise.all(methods.map((method) => fetch(`${exchange.url}/metrics`, { method })));
  // Once for the threads, and once for the process.
  expect(collect).toHaveBeenCalledTimes(2);
  collect.mockRestore();
});

test('is a page like the others', async () => {
  const url = `${exchange.url}/metrics`;
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(head.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${url}?x=1`)).status).toBe(200);
});
