import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedleaf } from '@redleaf/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { redleaf } from './redleaf-process.ts';

let exchange: ExchangeUnderTest;
let config: string;

function as(user: string, ...args: string[]) {
  return redleaf(args, { REDLEAF_URL: exchange.url, XDG_CONFIG_HOME: join(config, user) });
}

/** The output lines of a command. */
async function lines(user: string, ...args: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await as(user, ...args);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return stdout.trimEnd().split('\n');
}

/** Alice sells to Bob twice in COIN, which has decimals, and once in ACME. */
beforeAll(async () => {
  config = mkdtempSync(join(tmpdir(), 'redleaf-history-'));
  exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('ACME');
  await exchange.createInstrument('COIN', { priceScale: 4, quantityScale: 3 });
  await lines('alice', 'login', 'alice', '--password', PASSWORD);
  await lines('bob', 'login', 'bob', '--password', PASSWORD);
  await lines('alice', 'place', 'COIN', 'sell', '1.5', '2');
  await lines('bob', 'place', 'COIN', 'buy', '0.5', '2');
  await lines('bob', 'place', 'COIN', 'buy', '0.25', '2');
  await lines('alice', 'place', 'ACME', 'sell', '10', '100');
  await lines('bob', 'place', 'ACME', 'buy', '10', '100');
  await vi.waitUntil(async () => (await lines('bob', 'history', 'fills')).length === 3, { timeout: 30_000 });
});

afterAll(async () => {
  await exchange.stop();
  rmSync(config, { recursive: true });
});

const TIME = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z`;

it('lists orders, open and closed', async () => {
  const [coin, acme, ...more] = await lines('alice', 'history', 'orders');
  expect(coin).toMatch(new RegExp(`^${TIME}\t1\tCOIN\tsell\t0.750\t1.500\t2.0000\tpartially filled\t$`));
  expect(acme).toMatch(new RegExp(`^${TIME}\t4\tACME\tsell\t0\t10\t100.00\tfilled\t?$`));
  expect(more).toEqual([]);
  expect(await lines('alice', 'history', 'orders', '--instrument', 'ACME')).toEqual([acme]);
});

it('lists fills, of either side', async () => {
  expect(await lines('alice', 'history', 'fills', '--newest', '--limit', '1')).toEqual([
    expect.stringMatching(new RegExp(`^${TIME}\tACME\tsell\t10\t100.00\tmaker\t4\t3$`)),
  ]);
  expect((await lines('bob', 'history', 'fills'))[1]).toMatch(/COIN\tbuy\t0.250\t2.0000\ttaker/);
});

it('lists the trades of everyone, from one time to another', async () => {
  const all = (await lines('nobody', 'history', 'trades', '--json')).map((line) => JSON.parse(line));
  expect(all.map(({ trade_id }) => trade_id)).toEqual(['1', '2', '3']);
  const [, second, third] = all;
  const between = ['--since', second.transact_time_ns, '--until', third.transact_time_ns];
  expect(await lines('nobody', 'history', 'trades', ...between)).toEqual([
    expect.stringMatching(new RegExp(`^${TIME}\tCOIN\tbuy\t0.250\t2.0000\t2$`)),
  ]);
  expect(await lines('nobody', 'history', 'trades', '--until', '2020-01-01')).toEqual(['']);
});

it('lists positions', async () => {
  expect(await lines('alice', 'positions')).toEqual([
    'ACME\t-10\t0\t\t10\t100.0000\t0.00\t0.00',
    'COIN\t-0.750\t0.000\t\t0.750\t2.000000\t0.0000000\t0.0000000',
  ]);
  expect(await lines('bob', 'positions', '--instrument', 'COIN', '--json')).toEqual([
    expect.stringContaining('"bought_notional":"15000000"'),
  ]);
});

it('lists candles and statistics, and follows positions', async () => {
  const candles = await lines('nobody', 'candles', 'COIN', '--interval', '1d', '--json');
  const trades = (await lines('nobody', 'history', 'trades', '--instrument', 'COIN', '--json')).map((line) =>
    JSON.parse(line),
  );
  const last = trades.at(-1);
  const count = candles.reduce((sum, line) => sum + Number(JSON.parse(line).trade_count), 0);
  expect(count).toBe(trades.length);
  expect(JSON.parse(candles[0] ?? '')).toMatchObject({
    close_price_decimal: last.price_decimal,
    volume_decimal: expect.any(String),
    sequence: last.sequence,
  });
  expect(JSON.parse((await lines('nobody', 'stats', 'COIN', '--json'))[0] ?? '')).toMatchObject({
    last_price_decimal: last.price_decimal,
    trade_count: String(trades.length),
    open_interest_decimal: '0.750',
  });
  expect(await lines('nobody', 'watch', 'ticker', 'coin', '2', '--count', '1')).toEqual([
    'COIN\t2.0000\t0.00%\t2.0000\t2.0000\t0.750\talice\tbob',
  ]);
  const redleaf = connectRedleaf({ url: exchange.url, partyId: 'alice', password: PASSWORD });
  for await (const position of redleaf.watchPositions({ allParties: true })) {
    expect(position.instrumentId).toBe(1);
    break;
  }
  redleaf.close();
  expect(
    (await lines('alice', 'positions', '--all', '--json')).map((line) => JSON.parse(line).party_id),
  ).toEqual(['alice', 'bob', 'alice', 'bob']);
});

it('pages by itself up to the limit, and no further', async () => {
  const admin = connectRedleaf({ url: exchange.url, partyId: 'admin', password: PASSWORD });
  const entry = admin.openOrderEntry();
  const order = { instrumentId: 1, side: Side.BUY, orderType: OrderType.LIMIT, price: 1n, quantity: 1n };
  const placed = await Promise.all(Array.from({ length: 1_100 }, () => entry.place(order)));
  admin.close();
  await lines('admin', 'login', 'admin', '--password', PASSWORD);
  const list = (limit: string) => lines('admin', 'history', 'orders', '--json', '--limit', limit);
  await vi.waitUntil(async () => (await list('2000')).length === placed.length, { timeout: 30_000 });
  const ids = (await list('1050')).map((line) => Number(JSON.parse(line).order_id));
  expect(ids).toEqual(Array.from({ length: 1_050 }, (_, index) => index + 6));
});

it('refuses a time that is none before it asks', async () => {
  const { exitCode, stdout, stderr } = await as('alice', 'history', 'orders', '--since', 'tomorrow');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('--since must be a time such as 1h');
});
