import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Code,
  connectRedleaf,
  ExecType,
  type ExecutionReport,
  type PlaceOrderResponse,
  RedleafError,
  Side,
} from '@redleaf/client';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { ServerProcess } from '../../faults/server-process.ts';

const ROOT = { partyId: 'root', password: 'correct horse' };
const HEARTBEAT_MS = 500;
const SETTINGS = {
  ADMIN_ID: ROOT.partyId,
  ADMIN_PASSWORD: ROOT.password,
  HEARTBEAT_MS: String(HEARTBEAT_MS),
};

let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-real-server-'));
  server = await ServerProcess.start(join(folder, 'data'), 0, SETTINGS);
  const admin = connectRedleaf({ url: server.url, ...ROOT });
  await admin.admin.createInstrument({ symbol: 'ACME', priceScale: 2, quantityScale: 1 });
  admin.close();
});

afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

function connect(timeoutMs?: number) {
  const redleaf = connectRedleaf({ url: server.url, ...ROOT, heartbeatMs: HEARTBEAT_MS, timeoutMs });
  onTestFinished(() => redleaf.close());
  return redleaf;
}

async function restart(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await server.end(signal);
  server = await ServerProcess.start(join(folder, 'data'), server.port, SETTINGS);
}

/** Stops the process: it keeps its connections but sends nothing. */
async function freeze(): Promise<void> {
  process.kill(server.pid, 'SIGSTOP');
  await sleep(4 * HEARTBEAT_MS);
  process.kill(server.pid, 'SIGCONT');
}

it('executes each order once, misses nothing, and ends with the right book, over a server that is killed, frozen and restarted', async () => {
  const redleaf = connect(2 * HEARTBEAT_MS);
  const notices: string[] = [];
  const book = await redleaf.followBook('ACME', {
    onNotice: (notice) => notices.push(notice),
    updateIntervalMs: 10,
  });
  await redleaf.sessions.getSession({});
  const reports: ExecutionReport[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const report of redleaf.watchExecutions({ resumeFromSequence: 0n, signal: stop.signal }))
      reports.push(report);
  })();

  // Open the watch before the failures, because a watch fails if its first connection fails.
  await redleaf.place({ symbol: 'ACME', side: Side.BUY, price: '1.00', quantity: '1.0' });
  await expect.poll(() => reports.length).toBe(1);

  const trading = redleaf.openTrading({ answerMs: 2 * HEARTBEAT_MS });
  const answers: Promise<PlaceOrderResponse>[] = [];
  let isOver = false;
  const placing = (async () => {
    for (let i = 0; !isOver; i += 1) {
      // Every second order trades with the one before, and some orders rest.
      const side = i % 2 === 0 ? Side.SELL : Side.BUY;
      const price = i % 10 === 0 ? '200.00' : '100.00';
      const order = { symbol: 'ACME', side, price, quantity: '1.0' };
      answers.push(i % 7 === 0 ? redleaf.place(order) : trading.place(order));
      await sleep(10);
    }
  })();
  const faults = [() => restart('SIGKILL'), freeze, () => restart('SIGTERM')];
  for (const fault of faults) {
    const before = notices.length;
    await sleep(300);
    await fault();
    await expect.poll(() => notices.slice(before)).toContain('resynced');
  }
  isOver = true;
  await placing;
  const placed = await Promise.all(answers);
  await trading.close();

  const orderIds = placed.map(({ orderId }) => orderId);
  expect(new Set(orderIds).size).toBe(orderIds.length);
  const last = await redleaf.place({ symbol: 'ACME', side: Side.SELL, price: '300.00', quantity: '1.0' });
  await expect.poll(() => reports.at(-1)?.order?.orderId).toBe(last.orderId);
  stop.abort();
  await following;
  const execIds = reports.map(({ execId }) => execId);
  expect(new Set(execIds).size).toBe(execIds.length);
  const accepted = reports.slice(1).filter(({ execType }) => execType === ExecType.NEW);
  // No order was placed twice, although many were sent twice.
  expect(accepted.map(({ order }) => order?.orderId).toSorted(ascending)).toEqual(
    [...orderIds, last.orderId].toSorted(ascending),
  );

  const { orderBook } = await redleaf.marketData.getOrderBook({
    instrumentId: book.instrument.instrumentId,
    depth: 20,
  });
  await expect.poll(() => book.sequence).toBe(last.sequence);
  expect(book.isStale).toBe(false);
  expect([book.bids, book.asks]).toEqual([orderBook?.bids, orderBook?.asks]);
});

function ascending(a: bigint | undefined = 0n, b: bigint | undefined = 0n): number {
  return Number(a - b);
}

it('cancels and amends once over a lost answer', async () => {
  const redleaf = connect();
  const trading = redleaf.openTrading();
  const order = { symbol: 'ACME', side: Side.BUY, price: '50.00', quantity: '2.0' };
  const [amended, canceled] = await Promise.all([trading.place(order), trading.place(order)]);
  const amending = trading.amend({
    orderId: amended.orderId,
    symbol: 'ACME',
    price: '51.00',
    quantity: '3.0',
  });
  const canceling = trading.cancel({ orderId: canceled.orderId });
  await restart('SIGKILL');
  expect(await amending).toMatchObject({ orderId: amended.orderId, price: 5_100n, leavesQuantity: 30n });
  expect(await canceling).toMatchObject({ orderId: canceled.orderId, canceledQuantity: 20n });
  expect(await redleaf.cancel({ orderId: amended.orderId })).toMatchObject({ canceledQuantity: 30n });
  await expect(redleaf.cancel({ orderId: amended.orderId })).rejects.toMatchObject({
    reason: 'UNKNOWN_ORDER',
  });
  await trading.close();
});

it('cancels all orders of earlier calls, and none of later ones, over a lost answer', async () => {
  const redleaf = connect();
  const trading = redleaf.openTrading();
  const order = { symbol: 'ACME', side: Side.BUY, price: '50.00', quantity: '2.0' };
  await redleaf.cancelAll();
  await Promise.all([trading.place(order), trading.place({ ...order, side: Side.SELL, price: '60.00' })]);
  expect(await redleaf.cancelAll({ symbol: 'ACME', side: Side.SELL })).toMatchObject({
    canceledOrderCount: 1n,
  });
  expect(await trading.cancelAll({ side: Side.SELL })).toMatchObject({ canceledOrderCount: 0n });
  await expect(trading.cancelAll({ symbol: 'NONE' })).rejects.toMatchObject({ reason: 'UNKNOWN_INSTRUMENT' });

  // The answers are lost: the server is stopped before it has them, and killed.
  process.kill(server.pid, 'SIGSTOP');
  const lost = trading.cancelAll().catch(RedleafError.from);
  const later = trading.place(order);
  await expect.poll(() => trading.unanswered).toBe(2);
  await sleep(50);
  await restart('SIGKILL');
  expect(await lost).toMatchObject({ isConnectionLost: true });
  const { orderId } = await later;
  const { orders } = await redleaf.orders.listOpenOrders({});
  expect(orders.map((open) => open.orderId)).toContain(orderId);

  const before = await trading.place(order);
  process.kill(server.pid, 'SIGSTOP');
  const last = trading.cancelAll();
  await expect.poll(() => trading.unanswered).toBe(1);
  await sleep(50);
  await restart('SIGKILL');
  expect((await last).canceledOrderCount).toBeGreaterThanOrEqual(2n);
  await expect(redleaf.cancel({ orderId: before.orderId })).rejects.toMatchObject({
    reason: 'UNKNOWN_ORDER',
  });
  await trading.close();
});

it('fails what can never be sent, and what is not answered when it is ended', async () => {
  const stranger = connectRedleaf({ url: server.url, partyId: 'root', password: 'wrong' });
  onTestFinished(() => stranger.close());
  const order = { symbol: 'ACME', side: Side.BUY, price: '50.00', quantity: '2.0' };
  const refused = stranger.openTrading().place(order);
  await expect(refused).rejects.toMatchObject({ reason: 'CREDENTIALS_INVALID' });

  const redleaf = connect();
  const trading = redleaf.openTrading();
  await trading.place(order);
  process.kill(server.pid, 'SIGSTOP');
  try {
    const unanswered = trading.place(order).catch(RedleafError.from);
    await expect.poll(() => trading.unanswered).toBe(1);
    trading.abort();
    expect(await unanswered).toMatchObject({ code: Code.Canceled });
    await expect(trading.place(order)).rejects.toThrow('closed');
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
});

it('ends a live book with its connection, and refuses one that there is not', async () => {
  const redleaf = connect();
  await expect(redleaf.followBook('NOWHERE')).rejects.toMatchObject({ reason: 'UNKNOWN_INSTRUMENT' });
  await expect(redleaf.followBook('ACME', { depth: 5_000 })).rejects.toMatchObject({
    field: 'subscriptions[0].depth',
  });
  const book = await redleaf.followBook('ACME');
  const following = (async () => {
    for await (const what of book) expect(what).toBe('changed');
  })();
  redleaf.close();
  await following;
  expect(book.isStale).toBe(true);
});

it('gives up a call when its time is over', async () => {
  const { token } = await connect().sessions.login(ROOT);
  const redleaf = connectRedleaf({ url: server.url, token, timeoutMs: 300 });
  onTestFinished(() => redleaf.close());
  await redleaf.instrument('ACME').catch(() => redleaf.instrument('ACME'));
  process.kill(server.pid, 'SIGSTOP');
  try {
    const before = Date.now();
    const call = redleaf.sessions.getSession({}).catch(RedleafError.from);
    expect(await call).toMatchObject({ code: Code.DeadlineExceeded, isConnectionLost: true });
    expect(Date.now() - before).toBeGreaterThanOrEqual(290);
    const order = { symbol: 'ACME', side: Side.BUY, price: '50.00', quantity: '2.0' };
    const placing = redleaf.place(order, { giveUpMs: 1_000 });
    await expect(placing).rejects.toMatchObject({ name: 'RedleafError', code: Code.DeadlineExceeded });
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
});

it('trusts the authority that it is given, and no other', async () => {
  const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/tls', name);
  const tls = { TLS_CERT: fixture('server.crt'), TLS_KEY: fixture('server.key') };
  const secured = await ServerProcess.start(join(folder, 'secured'), 0, { ...SETTINGS, ...tls });
  const ca = readFileSync(fixture('ca.crt'), 'utf8');
  const trusting = connectRedleaf({ url: secured.url, ca, ...ROOT });
  const doubting = connectRedleaf({ url: secured.url, ...ROOT });
  try {
    expect(secured.url).toMatch(/^https:/);
    expect(await trusting.sessions.getSession({})).toMatchObject({ partyId: 'root' });
    await expect(doubting.sessions.getSession({})).rejects.toMatchObject({ isConnectionLost: true });
  } finally {
    trusting.close();
    doubting.close();
    await secured.end('SIGTERM');
  }
});
