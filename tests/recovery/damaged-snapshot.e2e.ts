import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listSnapshots } from '../../src/journal/snapshot-file.ts';
import { MetricsPage } from '../gateway/metrics/read-metrics.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';

const WAIT = { timeout: 30_000, interval: 20 };

test('a running exchange puts a damaged snapshot aside, says so, and takes the next one', async () => {
  const logDir = mkdtempSync(join(tmpdir(), 'redleaf-log-'));
  onTestFinished(() => rmSync(logDir, { recursive: true }));
  const exchange = await ExchangeUnderTest.start({
    LOG_DIR: logDir,
    LOG_LEVEL: 'info',
    SNAPSHOT_EVENTS: '10',
  });
  onTestFinished(() => exchange.stop());
  let symbols = 0;
  /** Causes events until a snapshot is taken after this one. */
  const snapshotAfter = (sequence: number) =>
    vi.waitUntil(async () => {
      await exchange.createInstrument(`S${symbols++}`);
      const newest = listSnapshots(exchange.dataDir).at(-1);
      return newest !== undefined && newest.sequence > sequence ? newest : undefined;
    }, WAIT);

  const { path, sequence } = await snapshotAfter(0);
  writeFileSync(path, readFileSync(path).subarray(1));
  const { sequence: next } = await snapshotAfter(sequence);
  expect(next).toBeGreaterThan(sequence);
  expect(readdirSync(join(exchange.dataDir, 'snapshots'))).toContain(
    `${String(sequence).padStart(16, '0')}.snapshot.damaged`,
  );
  const { value } = await MetricsPage.read(exchange.url).then((page) => ({
    value: page.value('redleaf_damaged_snapshots_total'),
  }));
  expect(value).toBe(1);
  const log = readdirSync(logDir).map((name) => readFileSync(join(logDir, name), 'utf8'));
  const line = log
    .join('')
    .split('\n')
    .find((each) => each.includes('was put aside'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    level: 50,
    err: { message: expect.stringContaining(path) },
  });
});
