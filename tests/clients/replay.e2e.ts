import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../rpc/running-exchange.ts';
import { redleaf } from './redleaf-process.ts';

const SAMPLE = fileURLToPath(new URL('../fixtures/flow/lobster-aapl-first-10min.csv.gz', import.meta.url));

let exchange: ExchangeUnderTest;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});

afterAll(() => exchange.stop());

it.each([1, 64, 1_024])(
  'replays what NASDAQ did to the one right answer, with %i frames in flight',
  async (inFlight) => {
    const args = ['replay', SAMPLE, '--format', 'lobster', '--in-flight', String(inFlight)];
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
      // Of 41 messages about orders that are not in the book, 40 name one that the file never introduced.
      unknown: 40,
      refused: 1,
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
    ]);
  },
);
