import { Worker } from 'node:worker_threads';
import { createClient } from '@connectrpc/connect';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Health, HealthCheckResponse_ServingStatus as Status } from '../../gen/grpc/health/v1/health_pb.ts';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import { listSnapshots } from '../../src/journal/snapshot-file.ts';
import { MetricsPage } from '../gateway/metrics/read-metrics.ts';
import { reasonOf } from '../gateway/rpc/provoke.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';

/** Files of the threads whose start fails, as on a system that has no room for another thread. */
const system = vi.hoisted(() => ({ refused: new Set<string>(), workers: new Map<string, Worker>() }));

vi.mock(import('../../src/threads/threads.ts'), async (importOriginal) => {
  const { Threads } = await importOriginal();
  return {
    Threads: class extends Threads {
      constructor(logger: ConstructorParameters<typeof Threads>[0]) {
        super(logger, (file, options) => {
          const name = file.pathname.split('/').at(-1) ?? '';
          if (system.refused.has(name)) {
            throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
          }
          const worker = new Worker(file, options);
          system.workers.set(name, worker);
          return worker;
        });
      }
    },
  };
});

const WAIT = { timeout: 60_000, interval: 20 };

async function start() {
  system.refused.clear();
  system.workers.clear();
  const exchange = await ExchangeUnderTest.start({ SNAPSHOT_EVENTS: '5', WRITERS: 'csv' });
  onTestFinished(() => exchange.stop());
  const health = async (): Promise<unknown> => (await fetch(`${exchange.url}/healthz`)).json();
  const metric = async (name: string, thread: string) =>
    (await MetricsPage.read(exchange.url)).value(name, { thread });
  return { exchange, health, metric };
}

test.each([
  ['snapshot', 'snapshot-worker.ts'],
  ['csv writer', 'writer-worker.ts'],
])(
  'when the %s thread cannot be started the exchange goes on, degraded, until it can',
  async (thread, file) => {
    const { exchange, health, metric } = await start();
    system.refused.add(file);
    await system.workers.get(file)?.terminate();
    let symbols = 0;
    await vi.waitUntil(async () => {
      await exchange.createInstrument(`S${symbols++}`);
      return (await metric('redleaf_thread_failing', thread)) === 1;
    }, WAIT);
    expect(await health()).toMatchObject({
      status: 'degraded',
      failing_threads: expect.arrayContaining([thread]),
    });
    const { status } = await createClient(Health, exchange.transport).check({});
    expect(status).toBe(Status.SERVING);
    await exchange.createInstrument('STILL');

    system.refused.clear();
    await vi.waitUntil(async () => (await metric('redleaf_thread_failing', thread)) === 0, WAIT);
    expect(await metric('redleaf_thread_failures_total', thread)).toBeGreaterThan(0);
    await vi.waitFor(async () => expect(await health()).toMatchObject({ status: 'ok' }), WAIT);
    await vi.waitUntil(() => listSnapshots(exchange.dataDir).length > 0, WAIT);
  },
);

test('a history reader that has died is replaced', async () => {
  const { exchange, metric } = await start();
  const history = createClient(HistoryService, exchange.transport);
  const list = () => history.listOrders({}, { headers: exchange.headers.alice });
  await list();
  const first = system.workers.get('history-read-worker.ts');
  await first?.terminate();
  for (let call = 0; call < 3; call += 1) {
    expect(await reasonOf(list())).toBe('HISTORY_UNAVAILABLE');
  }
  await vi.waitUntil(() => system.workers.get('history-read-worker.ts') !== first, WAIT);
  await expect(list()).resolves.toMatchObject({ orders: [] });
  expect(await metric('redleaf_thread_failures_total', 'history reader')).toBe(1);
  expect(await metric('redleaf_thread_failing', 'history reader')).toBe(0);
});
