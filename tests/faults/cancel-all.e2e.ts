import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { ExecType } from '../../gen/redleaf/v1/execution_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { type Clients, connect, withToken } from './clients.ts';
import { ServerProcess } from './server-process.ts';

const KILLS = 4 * Number(process.env['CAMPAIGN'] ?? 1);
const ORDERS = 2_000;
const ADMIN = { ADMIN_ID: 'boss', ADMIN_PASSWORD: 'boss-password' };
const SETTINGS = { ...ADMIN, RETAINED_REPORTS: '10000000' };

it(
  `a cancel of all is there as a whole or not at all over ${KILLS} kills right behind it, and stays if it was answered`,
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-cancel-all-'));
    let server = await ServerProcess.start(dataDir, 0, SETTINGS);
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    onTestFinished(async () => {
      await server.end('SIGKILL');
    });
    let clients = connect(server.url);
    const { token } = await clients.session.login({ partyId: 'boss', password: 'boss-password' });
    await clients.admin.createInstrument({ instrumentId: 1, symbol: 'ACME' }, withToken(token));
    let expectedCancels = 0;

    for (let kill = 0; kill < KILLS; kill += 1) {
      await place(clients, token, ORDERS - (await openOrders(clients, token)));
      const answer = clients.orders.cancelAllOrders({}, withToken(token)).then(
        ({ canceledOrderCount }) => Number(canceledOrderCount),
        () => undefined,
      );
      // Every second one is answered before the kill.
      if (kill % 2 === 0) expect(await answer).toBe(ORDERS);
      else await sleep(2 * kill);
      await server.end('SIGKILL');
      const answered = await answer;
      server = await ServerProcess.start(dataDir, server.port, SETTINGS);
      clients = connect(server.url);

      const open = await openOrders(clients, token);
      if (answered === undefined) expect([0, ORDERS]).toContain(open);
      else expect(open).toBe(0);
      if (open === 0) expectedCancels += ORDERS;
      expect(await canceledReports(clients, token)).toBe(expectedCancels);
      expect(await bookQuantity(clients)).toBe(BigInt(open));
    }

    const open = await openOrders(clients, token);
    expect(await server.end('SIGTERM')).toBe(0);
    // Reads the journal from the first event, and compares the snapshots with it.
    expect(verifyDataFolder(dataDir, () => {})).toMatchObject({ openOrders: open, trades: 0 });
  },
  // A kill starts a process, which reads everything back on a busy machine.
  KILLS * 30_000,
);

async function place({ orders }: Clients, token: string, count: number): Promise<void> {
  const value = { instrumentId: 1, side: Side.BUY, orderType: OrderType.LIMIT, price: 100n, quantity: 1n };
  const command = { case: 'place' as const, value };
  async function* frames() {
    for (let left = count; left > 0; left -= 1_000)
      yield { commands: Array.from({ length: Math.min(left, 1_000) }, () => ({ command })) };
  }
  for await (const { results } of orders.orderEntry(frames(), withToken(token))) {
    for (const { result } of results) if (result.case !== 'placed') throw new Error(`got ${result.case}`);
  }
}

async function openOrders({ orders }: Clients, token: string): Promise<number> {
  let count = 0;
  let pageToken = '';
  do {
    const page = await orders.listOpenOrders({ pageToken, pageSize: 1_000 }, withToken(token));
    count += page.orders.length;
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return count;
}

/** Reports of canceled orders, from the first event on: each order has at most one. */
async function canceledReports({ orders }: Clients, token: string): Promise<number> {
  const stop = new AbortController();
  const canceled: bigint[] = [];
  for await (const { executions } of orders.streamExecutions(
    { resumeFromSequence: 0n },
    withToken(token, stop.signal),
  )) {
    if (executions.length === 0) break;
    for (const { execType, order } of executions)
      if (execType === ExecType.CANCELED) canceled.push(order?.orderId ?? 0n);
  }
  stop.abort();
  expect(new Set(canceled).size).toBe(canceled.length);
  return canceled.length;
}

async function bookQuantity({ marketData }: Clients): Promise<bigint> {
  const { orderBook } = await marketData.getOrderBook({ instrumentId: 1 });
  return BigInt(orderBook?.bids[0]?.quantity ?? 0);
}
