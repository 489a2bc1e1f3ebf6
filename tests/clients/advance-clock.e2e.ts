import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';
import { redleaf } from './redleaf-process.ts';

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ CLOCK: 'manual', SESSION_MINUTES: '525600' });
});
afterAll(() => exchange.stop());

const token = () => exchange.headers.admin.authorization.slice('Bearer '.length);
const advance = (text: string, ...options: string[]) =>
  redleaf([...options, '--token', token(), 'admin', 'advance-clock', text], { REDLEAF_URL: exchange.url });

const run = (...args: string[]) => redleaf(['--token', token(), ...args], { REDLEAF_URL: exchange.url });
const json = async (...args: string[]) => JSON.parse((await run('--json', ...args)).stdout);

it('periods count from the time of the exchange: an order expires, and is listed as of an hour ago', async () => {
  await exchange.createInstrument('GTD');
  // Far from the time of the system.
  const { time_ns: before } = await json('admin', 'advance-clock', '30d');
  const { order_id } = await json('place', 'GTD', 'buy', '10', '100', '--expires', '90m');
  const placed = await json('order', order_id);
  expect(placed).toMatchObject({ order_status: 'ORDER_STATUS_NEW', time_in_force: 'TIME_IN_FORCE_GTD' });
  expect(BigInt(placed.expire_time_ns) / 1_000_000n).toBe(BigInt(before) / 1_000_000n + 5_400_000n);
  await run('admin', 'advance-clock', '89m');
  expect((await run('orders')).stdout).toContain('GTD');
  await run('admin', 'advance-clock', '2m');
  expect((await run('orders')).stdout).not.toContain('GTD');
  expect(await json('order', order_id)).toMatchObject({
    order_status: 'ORDER_STATUS_EXPIRED',
    leaves_quantity: '0',
  });
  expect((await run('order', order_id)).stdout).toMatch(/because +its time of expiry came/);
  const listed = async (since: string) => (await run('history', 'orders', '--since', since)).stdout;
  await expect.poll(() => listed('2h')).toContain('GTD');
  expect(await listed('1h')).not.toContain('GTD');
  const status = await json('status');
  expect(BigInt(status.time_ns) - BigInt(before)).toBe(91n * 60_000_000_000n);
});

it('an order cannot expire before the time of the exchange', async () => {
  const late = await run('place', 'GTD', 'buy', '10', '100', '--expires', '2026-01-01');
  expect(late).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('later than now') });
});

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
