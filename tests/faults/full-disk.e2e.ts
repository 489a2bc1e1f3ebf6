import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, ConnectError } from '@connectrpc/connect';
import { expect, it, onTestFinished, vi } from 'vitest';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { connect, withToken } from './clients.ts';
import { ServerProcess } from './server-process.ts';

const ADMIN = { ADMIN_ID: 'boss', ADMIN_PASSWORD: 'boss-password' };
/** Enough room for a few hundred orders. */
const FULL_AT_BYTES = 400_000;
const ORDERS_AT_ONCE = 50;

/** Maximum size of the process's files, which looks to the journal like a full disk. */
function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

it('refuses orders while the disk is full, keeps what it acknowledged, and goes on when there is room', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-full-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const server = await ServerProcess.start(dataDir, 0, { ...ADMIN, GATEWAYS: '1', LOG_LEVEL: 'fatal' });
  onTestFinished(async () => {
    await server.end('SIGKILL');
  });
  const { session, admin, orders, marketData } = connect(server.url);
  const { token } = await session.login({ partyId: ADMIN.ADMIN_ID, password: ADMIN.ADMIN_PASSWORD });
  await admin.createInstrument({ instrumentId: 1, symbol: 'FULL' }, withToken(token));
  const acknowledged: bigint[] = [];
  const place = async () => {
    const order = { instrumentId: 1, side: Side.BUY, orderType: OrderType.LIMIT, price: 100n, quantity: 1n };
    const { orderId } = await orders.placeOrder(order, withToken(token));
    acknowledged.push(orderId);
  };

  limitFiles(server.pid, FULL_AT_BYTES);
  const refusals: ConnectError[] = [];
  while (refusals.length === 0) {
    const attempts = await Promise.allSettled(Array.from({ length: ORDERS_AT_ONCE }, place));
    for (const attempt of attempts)
      if (attempt.status === 'rejected') refusals.push(ConnectError.from(attempt.reason));
  }

  for (const refusal of refusals) {
    expect(refusal.code).toBe(Code.Unavailable);
    expect(refusal.rawMessage).toContain('not executed');
  }
  const health = await fetch(`${server.url}/healthz`);
  expect(health.status).toBe(503);
  expect(await health.text()).toContain('SQLITE');
  // A balancer sends orders elsewhere, and a supervisor does not restart the living process.
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  await expect(
    orders.cancelOrder({ order: { reference: { case: 'orderId', value: 1n } } }, withToken(token)),
  ).rejects.toThrow('not executed');
  const { orderBook } = await marketData.getOrderBook({ instrumentId: 1 });
  expect(orderBook?.bids[0]?.orderCount).toBe(acknowledged.length);

  limitFiles(server.pid, 'unlimited');
  await vi.waitUntil(async () => (await fetch(`${server.url}/healthz`)).ok, {
    timeout: 30_000,
    interval: 100,
  });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  await place();
  // Refused orders leave no trace: order ids continue after the last acknowledged one.
  expect(acknowledged.sort((a, b) => Number(a - b))).toEqual(
    acknowledged.map((_, index) => BigInt(index + 1)),
  );

  await server.end('SIGKILL');
  expect(verifyDataFolder(dataDir, () => {})).toMatchObject({
    orders: acknowledged.length,
    openOrders: acknowledged.length,
  });
});
