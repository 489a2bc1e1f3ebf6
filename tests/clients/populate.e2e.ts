import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { redleaf } from './redleaf-process.ts';

const ADMIN = ['--admin-id', 'admin', '--admin-password', PASSWORD];

let exchange: ExchangeUnderTest;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-populate-'));
  exchange = await ExchangeUnderTest.start();
});

afterAll(async () => {
  await exchange.stop();
  rmSync(folder, { recursive: true });
});

const populate = (...args: string[]) =>
  redleaf(['populate', '--pause-ms', '0', ...args], {
    REDLEAF_URL: exchange.url,
    XDG_CONFIG_HOME: folder,
    PASSWORD,
  });

async function populated(...args: string[]) {
  const { exitCode, stdout, stderr } = await populate('--json', ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function openOrders(instrumentId: number, party: 'admin' | 'bob') {
  const orders = createClient(OrderService, exchange.transport);
  const headers = exchange.headers[party];
  return (await orders.listOpenOrders({ instrumentId, pageSize: 1_000 }, { headers })).orders;
}

test('says that an administrator is needed while the instrument is not there', async () => {
  const { exitCode, stdout, stderr } = await populate('--admin-id', 'bob', '--admin-password', PASSWORD);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('there is no instrument 9999, and only an administrator can list it');
  expect((await populate()).stderr).toContain('there is no instrument 9999');
});

test.each([
  [['--admin-id', 'admin', '--admin-password-stdin'], 'wrong\n', 'CREDENTIALS_INVALID'],
  [[...ADMIN, '--party', 'bob', '--password-stdin'], 'wrong\n', 'CREDENTIALS_INVALID'],
  [['--admin-password-stdin', '--party', 'bob', '--password-stdin'], '', 'only one password'],
  [['--admin-password-stdin'], '', '--admin-password needs --admin-id'],
  [['--password-stdin'], '', '--password needs --party'],
])('reads a password from the standard input: %j', async (args, input, message) => {
  const env = { REDLEAF_URL: exchange.url, XDG_CONFIG_HOME: folder, PASSWORD };
  const { exitCode, stderr } = await redleaf(['populate', ...args], env, input);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(message);
});

test('lists the instrument and places a ladder of 20 bids and 20 asks, 5 minor units apart', async () => {
  expect(await populated(...ADMIN, '--market-orders', '0')).toEqual({
    instrument_id: 9_999,
    symbol: 'TEST-9999',
    orders: 40,
    trades: 0,
    volume: '0',
    best_bid: { price: '9995', quantity: expect.stringMatching(/^[1-5]$/), order_count: 1 },
    best_ask: { price: '10005', quantity: expect.stringMatching(/^[1-5]$/), order_count: 1 },
  });
  const orders = await openOrders(9_999, 'admin');
  const prices = (side: Side) => orders.filter((order) => order.side === side).map(({ price }) => price);
  expect(prices(Side.BUY)).toEqual(Array.from({ length: 20 }, (_, i) => BigInt(9_995 - 5 * i)));
  expect(prices(Side.SELL)).toEqual(Array.from({ length: 20 }, (_, i) => BigInt(10_005 + 5 * i)));
});

test('adds another ladder when it is repeated, also for a party that is no administrator', async () => {
  const again = await populated('--party', 'bob', '--market-orders', '0');
  expect(again).toMatchObject({ orders: 40, trades: 0, best_bid: { price: '9995', order_count: 2 } });
  expect(await openOrders(9_999, 'bob')).toHaveLength(40);
});

test('trades at random, and the same for the same seed', async () => {
  const summaries = [];
  for (const instrument of ['21', '22']) {
    const {
      instrument_id: _id,
      symbol,
      ...summary
    } = await populated(...ADMIN, ...['--instrument', instrument, '--market-orders', '30', '--seed', '7']);
    expect(symbol).toBe(`TEST-${instrument}`);
    summaries.push(summary);
  }
  const [first, second] = summaries;
  expect(second).toEqual(first);
  expect(first.orders).toBe(70);
  expect(first.trades).toBeGreaterThanOrEqual(30);
  expect(Number(first.volume)).toBeGreaterThanOrEqual(first.trades);
  const other = await populated(...ADMIN, '--instrument', '23', '--market-orders', '30', '--seed', '8');
  expect(other.volume).not.toBe(first.volume);
  const { stdout } = await populate(...ADMIN, '--instrument', '24', '--market-orders', '1');
  expect(stdout).toMatch(
    /^TEST-24: 41 orders, \d trades?, \d traded\nbid [1-5] at 99.95 {2}ask [1-5] at 100.\d\d\n$/,
  );
});

test('keeps to the ticks and lots of an instrument that is there', async () => {
  await exchange.createInstrument('COARSE', {
    instrumentId: 31,
    priceScale: 4,
    tickSize: 2_500n,
    lotSize: 10n,
  });
  expect(await populated(...ADMIN, '--instrument', '31', '--market-orders', '0')).toMatchObject({
    best_bid: { price: '997500', quantity: expect.stringMatching(/^[1-5]0$/) },
    best_ask: { price: '1002500' },
  });
  await exchange.createInstrument('ROUND', { instrumentId: 32, tickSize: 500n });
  const { exitCode, stderr } = await populate(...ADMIN, '--instrument', '32');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('the ticks of ROUND are too coarse');
  expect(await openOrders(32, 'admin')).toEqual([]);
});
