import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { redleaf } from './redleaf-process.ts';

const SAMPLE = fileURLToPath(new URL('../fixtures/flow/lobster-aapl-first-10min.csv.gz', import.meta.url));

let exchange: ExchangeUnderTest;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});

afterAll(() => exchange.stop());

// The test after it has the default.
it.each([1, 1_024])(
  'replays what NASDAQ did to the one right answer, with %i frames in flight',
  async (inFlight) => {
    const args = ['replay', SAMPLE, '--format', 'lobster', '--in-flight', String(inFlight), '--keep'];
    const admin = ['--admin-id', 'admin', '--admin-password', PASSWORD];
    const { exitCode, stdout, stderr } = await redleaf([...args, ...admin, '--json'], {
      REDLEAF_URL: exchange.url,
    });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      messages: 14_632,
      orders: 8_206,
      trades: 957,
      executions: 938,
      exact_executions: 907,
      exact_ratio: 907 / 938,
      // 41 messages name orders that are not in the book; 40 of these orders are never added in the file.
      unknown: 40,
      refused: 1,
      refusals: { UNKNOWN_ORDER: 1 },
    });
    expect(Object.keys(result)).toEqual([
      'messages',
      'orders',
      'trades',
      'executions',
      'exact_executions',
      'exact_ratio',
      'messages_per_second',
      'p50_ms',
      'p99_ms',
      'unknown',
      'refused',
      'refusals',
    ]);
  },
);

it('leaves nothing behind unless it is asked to', async () => {
  const before = (await exchange.admin.listParties({}, { headers: exchange.headers.admin })).parties.length;
  const folders = await readdir(tmpdir());
  const { exitCode, stdout, stderr } = await redleaf(['replay', SAMPLE, '--format', 'lobster'], {
    REDLEAF_URL: exchange.url,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('1 refused: about an order that had traded or was canceled before');
  const { parties } = await exchange.admin.listParties({}, { headers: exchange.headers.admin });
  expect(parties).toHaveLength(before);
  const left = (await readdir(tmpdir())).filter((name) => !folders.includes(name));
  expect(left.filter((name) => name.startsWith('redleaf-replay-'))).toEqual([]);
});
