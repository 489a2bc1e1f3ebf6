import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';
import { redleaf } from './redleaf-process.ts';

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ CLOCK: 'manual' });
});
afterAll(() => exchange.stop());

const token = () => exchange.headers.admin.authorization.slice('Bearer '.length);
const advance = (text: string, ...options: string[]) =>
  redleaf([...options, '--token', token(), 'admin', 'advance-clock', text], { REDLEAF_URL: exchange.url });

it('is advanced by a period, or to a time', async () => {
  const before = JSON.parse((await advance('1s', '--json')).stdout);
  const after = JSON.parse((await advance('1h', '--json')).stdout);
  expect(BigInt(after.time_ns) - BigInt(before.time_ns)).toBe(3_600_000_000_000n);
  expect(Number(after.sequence)).toBe(Number(before.sequence) + 1);
  const to = BigInt(after.time_ns) + 1n;
  expect(await advance(String(to))).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^the time of the exchange is \d{4}-\d{2}-\d{2}/),
  });
  expect(await advance(String(to))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('time_ns must be from'),
  });
  expect((await advance('next week')).exitCode).toBe(2);
});
