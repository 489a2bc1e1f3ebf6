import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTo } from 'node:net';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from '../../../gen/grpc/health/v1/health_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { type OrderEntryResponse, OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { outcomeOf } from './raw-grpc.ts';

const STOPPING = { code: 'Unavailable', reason: 'SHUTTING_DOWN', field: '' };

test('a server that stops answers what it took, ends every stream with the reason, and closes the port', async () => {
  const exchange = await ExchangeUnderTest.start();
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  const instrumentId = await exchange.createInstrument('STOP');
  const marketData = createClient(MarketDataService, transport);
  const orders = createClient(OrderService, transport);
  const headers = exchange.headers.alice;
  const order = {
    instrumentId,
    side: Side.BUY,
    orderType: OrderType.LIMIT,
    price: 10n,
    quantity: 1n,
  };

  const streams = [
    marketData.streamOrderBook({ instrumentId }),
    marketData.streamTrades({}),
    orders.streamExecutions({}, { headers }),
    createClient(Health, transport).watch({}),
  ].map((messages) => messages[Symbol.asyncIterator]());
  for (const stream of streams) expect((await stream.next()).done).toBe(false);

  const clientLeaves = Promise.withResolvers<void>();
  async function* frames() {
    for (let count = 0; count < 50; count += 1) {
      yield { commands: [{ command: { case: 'place' as const, value: order } }] };
    }
    await clientLeaves.promise;
  }
  const answers: OrderEntryResponse[] = [];
  const allAnswered = Promise.withResolvers<void>();
  const entry = collect(orders.orderEntry(frames(), { headers }), (answer) => {
    answers.push(answer);
    if (answers.length === 50) allAnswered.resolve();
  });
  await allAnswered.promise;
  const inFlight = Promise.all(Array.from({ length: 20 }, () => orders.placeOrder(order, { headers })));
  // The calls have arrived when a later call is answered.
  await marketData.listInstruments({});

  const stopped = exchange.stop();
  const placed = await inFlight;
  expect(placed.every(({ orderId }) => orderId > 0n)).toBe(true);
  expect(await entry).toMatchObject(STOPPING);
  for (const stream of streams) expect(await lastOf(stream)).toMatchObject(STOPPING);
  clientLeaves.resolve();
  await stopped;
  await expect(marketData.listInstruments({})).rejects.toMatchObject({ code: Code.Unavailable });
});

test('a server that stops does not wait for connections on which nothing is asked', async () => {
  const exchange = await ExchangeUnderTest.start();
  const { hostname, port } = new URL(exchange.url);
  const connect = () => connectTo({ host: hostname, port: Number(port), allowHalfOpen: true });
  // Connections like those that browsers open in advance, or keep open after an answer.
  const silent = connect();
  const keptAlive = connect();
  keptAlive.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(keptAlive, 'data');
  const http2 = connectHttp2(exchange.url);
  await once(http2, 'connect');

  // With fake timers, the grace period for slow readers never ends.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const ends = [silent, keptAlive].map((socket) => once(socket.resume(), 'end'));
  await exchange.stop();
  await Promise.all(ends);
  for (const socket of [silent, keptAlive]) socket.destroy();
});

test('a healthy server says so in every way', async () => {
  const exchange = await ExchangeUnderTest.start();
  const health = createClient(Health, exchange.transport);
  expect((await health.check({})).status).toBe(Status.SERVING);
  expect((await health.check({ service: OrderService.typeName })).status).toBe(Status.SERVING);
  await expect(health.check({ service: 'no.Service' })).rejects.toMatchObject({ code: Code.NotFound });
  const page = await fetch(`${exchange.url}/healthz`);
  expect([page.status, await page.json()]).toMatchObject([200, { status: 'ok' }]);
  const missing = await fetch(`${exchange.url}/nothing`);
  expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/json']);
  const front = await fetch(exchange.url);
  expect(await front.text()).toContain('Redleaf Exchange');
  await exchange.stop();
});

async function collect<T>(messages: AsyncIterable<T>, take: (message: T) => void) {
  try {
    for await (const message of messages) take(message);
    return undefined;
  } catch (error) {
    return outcomeOf(ConnectError.from(error));
  }
}

async function lastOf(messages: AsyncIterator<unknown>) {
  try {
    while ((await messages.next()).done !== true);
    return undefined;
  } catch (error) {
    return outcomeOf(ConnectError.from(error));
  }
}
