import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { startCore } from '../../src/core/core.ts';
import { listDamagedSnapshots, listSnapshots } from '../../src/journal/snapshot-file.ts';
import { CoreGauges } from '../../src/link/core-gauges.ts';
import { coreMemory } from '../../src/link/link-memory.ts';
import { startExchange } from '../../src/main.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { Threads } from '../../src/threads/threads.ts';
import { TestMarket } from '../writers/test-market.ts';
import { MetricsPage } from './metrics/read-metrics.ts';

let folder: string;
let last: number;

/** A data folder with two snapshots, and events after them. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-start-'));
  const market = await TestMarket.open(folder, 3);
  for (let round = 0; round < 3; round += 1) {
    await market.trade(300);
    if (round < 2) takeSnapshot(folder);
  }
  last = market.lastSequence;
  await market.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

function config(gateways: string) {
  const settings = { GATEWAYS: gateways, PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', HISTORY: 'false' };
  return loadConfig(settings, {});
}

function damageBatch(): void {
  const journal = new DatabaseSync(join(folder, 'journal.db'));
  journal.exec(`UPDATE batches SET bytes = zeroblob(9)
    WHERE first_sequence = (SELECT max(first_sequence) FROM batches WHERE first_sequence < ${last - 100})`);
  journal.close();
}

test('the core and all gateways recover at the same time, also past snapshots that one of them puts aside', async () => {
  for (const { path } of listSnapshots(folder)) writeFileSync(path, readFileSync(path).subarray(1));
  const exchange = await startExchange(config('3'));
  try {
    const market = createClient(
      MarketDataService,
      createConnectTransport({ baseUrl: exchange.url, httpVersion: '1.1' }),
    );
    const { instruments } = await market.listInstruments({});
    const instrumentId = instruments[0]?.instrumentId ?? 0;
    const seen = new Set<number>();
    for (let call = 0; call < 12; call += 1) {
      const { orderBook } = await market.getOrderBook({ instrumentId });
      seen.add(Number(orderBook?.sequence));
    }
    // Orders that were due have expired meanwhile.
    expect(seen.size).toBe(1);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(last);
    expect(listDamagedSnapshots(folder)).toHaveLength(2);
    const metrics = await MetricsPage.read(exchange.url);
    // Each is reported once, by the thread that put it aside.
    expect(metrics.value('redleaf_damaged_snapshots_total')).toBe(2);
  } finally {
    await exchange.stop();
  }
});

test.each(['0', '2'])(
  'a damaged journal fails the start with its place, with %s gateways',
  async (gateways) => {
    damageBatch();
    for (let time = 0; time < 2; time += 1) {
      await expect(startExchange(config(gateways))).rejects.toThrow(/checksum is wrong.*journal\.db/);
    }
  },
);

test('the core lets the other threads read the journal before it recovers its own state', async () => {
  damageBatch();
  const memory = coreMemory();
  const logger = pino({ level: 'silent' });
  const context = {
    config: config('1'),
    logger,
    threads: new Threads(logger),
    registry: new Registry(),
    end: () => {},
  };
  await expect(startCore(context, memory)).rejects.toThrow(/checksum is wrong/);
  const gauges = new CoreGauges(memory.gauges);
  expect(gauges.epoch).toBeGreaterThan(0);
  expect(gauges.lastSequence).toBe(last);
  expect(gauges.startTimeNs).toBeGreaterThan(0n);
});
