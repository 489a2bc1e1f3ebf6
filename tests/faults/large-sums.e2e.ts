import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { expect, it, onTestFinished } from 'vitest';
import { CandleInterval } from '../../gen/redleaf/v1/market_data_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { type Clients, connect, withToken } from './clients.ts';
import { ServerProcess } from './server-process.ts';

/** The total of this number of the largest orders exceeds 2^63. The total of twice this number exceeds 2^64. */
const ORDERS = 1_100;
const LARGEST = 2n ** 53n - 1n;
const TOTAL = String(BigInt(ORDERS) * LARGEST);
/** All trades are in one period: the clock stands still. */
const SETTINGS = { ADMIN_ID: 'boss', ADMIN_PASSWORD: 'boss-password', CLOCK: 'manual' };
const TIME_LIMIT_MS = 60_000;

it(
  'sums of quantities pass 2^63 and 2^64, and are the same after a restart from the journal and one from a snapshot',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-large-sums-'));
    let server = await ServerProcess.start(dataDir, 0, SETTINGS);
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    onTestFinished(async () => {
      await server.end('SIGKILL');
    });
    const clients = connect(server.url);
    const { token: boss } = await clients.session.login({ partyId: 'boss', password: 'boss-password' });
    const bounds = { maxPrice: 100n, maxQuantity: LARGEST };
    await clients.admin.createInstrument({ instrumentId: 1, symbol: 'TOKEN', ...bounds }, withToken(boss));
    await clients.admin.createParty({ partyId: 'alice', password: 'alice-password' }, withToken(boss));
    const { token: alice } = await clients.session.login({ partyId: 'alice', password: 'alice-password' });

    await place(clients, boss, Side.SELL);
    expect(await asks(clients)).toMatchObject([{ quantity: TOTAL, orderCount: ORDERS }]);
    await place(clients, alice, Side.BUY);
    await place(clients, boss, Side.SELL);
    await place(clients, alice, Side.BUY);
    await place(clients, boss, Side.SELL);

    const twice = String(2n * BigInt(TOTAL));
    const expected = {
      asks: [{ price: 7n, quantity: TOTAL, orderCount: ORDERS }],
      volume: twice,
      openInterest: twice,
      candles: [{ volume: twice, value: String(7n * BigInt(twice)), tradeCount: BigInt(2 * ORDERS) }],
      positions: [
        { partyId: 'alice', netQuantity: twice, boughtQuantity: twice, soldQuantity: '0' },
        { partyId: 'boss', netQuantity: `-${twice}`, boughtQuantity: '0', soldQuantity: twice },
      ],
    };
    expect(await sums(server.url)).toMatchObject(expected);
    // A kill leaves no snapshot, and a stop writes one.
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      await server.end(signal);
      server = await ServerProcess.start(dataDir, server.port, SETTINGS);
      expect(await sums(server.url)).toMatchObject(expected);
    }
    await server.end('SIGTERM');
    expect(verifyDataFolder(dataDir, () => {})).toMatchObject({ openOrders: ORDERS, trades: 2 * ORDERS });
  },
  TIME_LIMIT_MS,
);

async function place({ orders }: Clients, token: string, side: Side): Promise<void> {
  const value = { instrumentId: 1, side, orderType: OrderType.LIMIT, price: 7n, quantity: LARGEST };
  const command = { case: 'place' as const, value };
  async function* frames() {
    for (let left = ORDERS; left > 0; left -= 1_000)
      yield { commands: Array.from({ length: Math.min(left, 1_000) }, () => ({ command })) };
  }
  for await (const { results } of orders.orderEntry(frames(), withToken(token))) {
    for (const { result } of results) expect(result.case).toBe('placed');
  }
}

async function asks({ marketData }: Clients) {
  const { orderBook } = await marketData.getOrderBook({ instrumentId: 1 });
  return orderBook?.asks;
}

/** Every sum of quantities that the API has. The history may be a moment behind. */
async function sums(url: string) {
  const clients = connect(url);
  const { token } = await clients.session.login({ partyId: 'boss', password: 'boss-password' });
  const positionService = createClient(PositionService, createGrpcTransport({ baseUrl: url }));
  const { positions } = await positionService.listPositions({ allParties: true }, withToken(token));
  const { statistics } = await clients.marketData.listStatistics({ instrumentId: 1 });
  const interval = CandleInterval.CANDLE_INTERVAL_1_DAY;
  const candles = () => clients.marketData.listCandles({ instrumentId: 1, interval });
  await expect.poll(async () => (await candles()).candles[0]?.tradeCount).toBe(BigInt(2 * ORDERS));
  const { volume, openInterest } = statistics[0] ?? {};
  const ofParty = [...positions].sort((a, b) => a.partyId.localeCompare(b.partyId));
  return {
    asks: await asks(clients),
    volume,
    openInterest,
    candles: (await candles()).candles,
    positions: ofParty,
  };
}
