import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Health, HealthCheckResponse_ServingStatus } from '../../gen/grpc/health/v1/health_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { MetricsPage } from '../gateway/metrics/read-metrics.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';

let folder: string;
let exchange: ExchangeUnderTest;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-health-'));
  // A file prevents that the writer creates its folder.
  writeFileSync(join(folder, 'csv'), '');
  exchange = await ExchangeUnderTest.start({
    HISTORY: 'false',
    WRITERS: 'csv',
    CSV_DIR: join(folder, 'csv'),
  });
});
afterEach(async () => {
  await exchange.stop();
  rmSync(folder, { recursive: true });
});

async function health() {
  const answer = await fetch(`${exchange.url}/healthz`);
  return { http: answer.status, body: JSON.parse(await answer.text()) };
}

async function metrics() {
  const page = await MetricsPage.read(exchange.url);
  const labels = { writer: 'csv' };
  return {
    cursor: page.value('redleaf_writer_cursor_sequence', labels),
    lag: page.value('redleaf_writer_lag_events', labels),
    failures: page.value('redleaf_writer_failures_total', labels) ?? 0,
    running: page.value('redleaf_writer_state', { ...labels, state: 'running' }),
    catchingUp: page.value('redleaf_writer_state', { ...labels, state: 'catching up' }),
    failing: page.value('redleaf_writer_state', { ...labels, state: 'failing' }),
  };
}

test('a writer that fails is told with its lag, stops nobody, and catches up by itself', async () => {
  const instrumentId = await exchange.createInstrument('ACME');
  const orders = createClient(OrderService, exchange.transport);
  const order = { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 10n, quantity: 1n };
  const { orderId } = await orders.placeOrder(order, { headers: exchange.headers.alice });
  await vi.waitUntil(async () => (await health()).body.status === 'degraded', { timeout: 20_000 });
  expect(await health()).toMatchObject({
    http: 200,
    body: {
      status: 'degraded',
      epoch: expect.any(Number),
      writers: [{ name: 'csv', state: 'failing', cursor: 0, lag: 6 }],
    },
  });
  const failing = await metrics();
  expect(failing).toMatchObject({ cursor: 0, lag: 6, running: 0, catchingUp: 0, failing: 1 });
  expect(failing.failures).toBeGreaterThan(0);
  const { status } = await createClient(Health, exchange.transport).check({});
  expect(status).toBe(HealthCheckResponse_ServingStatus.SERVING);

  rmSync(join(folder, 'csv'));
  await vi.waitUntil(async () => (await health()).body.status === 'ok', { timeout: 30_000 });
  await vi.waitFor(async () =>
    expect((await health()).body.writers).toEqual([{ name: 'csv', state: 'running', cursor: 6, lag: 0 }]),
  );
  const working = await metrics();
  expect(working).toMatchObject({ cursor: 6, lag: 0, running: 1, catchingUp: 0, failing: 0 });
  expect(working.failures).toBeGreaterThanOrEqual(failing.failures);
  expect(readFileSync(join(folder, 'csv', `orders_${instrumentId}.csv`), 'utf8')).toContain(
    `,${orderId},alice,`,
  );
});
