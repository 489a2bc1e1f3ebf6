import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, it, onTestFinished } from 'vitest';
import { ExecType, type ExecutionReport } from '../../gen/redleaf/v1/execution_pb.ts';
import type { Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import { type Order, OrderStatus, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { type Clients, connect, withToken } from './clients.ts';

import { ServerProcess } from './server-process.ts';
import { Trader } from './trader.ts';

const KILLS = 4 * Number(process.env['CAMPAIGN'] ?? 1);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const ADMIN = { ADMIN_ID: 'boss', ADMIN_PASSWORD: 'boss-password' };
const INSTRUMENTS = [1, 2];
const SETTINGS = {
  ...ADMIN,
  GATEWAYS: '2',
  // Small, so that some kills come during a snapshot.
  SNAPSHOT_EVENTS: '3000',
  RETAINED_REPORTS: '10000000',
  HEARTBEAT_MS: '50',
};

it(
  `survives ${KILLS} kills under load with nothing lost and nothing twice (SEED=${SEED})`,
  async () => {
    const generator = xoroshiro128plus(SEED);
    const random = () => uniformFloat64(generator);
    const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-kill-'));
    let server = await ServerProcess.start(dataDir, 0, SETTINGS);
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    onTestFinished(async () => {
      await server.end('SIGKILL');
    });
    const traders = await setUp(connect(server.url), random);
    const trades = new TradeWatcher();

    for (let kill = 0; kill < KILLS; kill += 1) {
      const load = [...traders.map((trader) => trader.run(server.url)), trades.run(server.url)];
      await sleep(20 + random() * 200);
      await server.end('SIGKILL');
      await Promise.all(load);
      tear(dataDir, random);
      server = await ServerProcess.start(dataDir, server.port, SETTINGS);
      await compare(connect(server.url), traders, trades);
    }

    expect(trades.seen.length).toBeGreaterThan(KILLS);
    expect(await server.end('SIGTERM')).toBe(0);
    const verified = verifyDataFolder(dataDir, () => {});
    expect(verified.trades).toBe(trades.seen.length);
    expect(verified.openOrders).toBe(traders.reduce((sum, trader) => sum + openIn(trader).size, 0));
  },
  // For each kill, a process starts and reads everything back, on a busy machine.
  KILLS * 60_000,
);

/** Appends incomplete records to the committed data, as a crash may leave them. */
function tear(dataDir: string, random: () => number): void {
  const junk = Buffer.from(
    Array.from({ length: 1 + Math.floor(random() * 5_000) }, () => Math.floor(random() * 256)),
  );
  const log = join(dataDir, 'journal.db-wal');
  if (random() < 0.5 && existsSync(log)) appendFileSync(log, junk);
  if (random() < 0.2 && existsSync(join(dataDir, 'snapshots'))) {
    writeFileSync(join(dataDir, 'snapshots', '0000000000000001.snapshot.tmp'), junk);
  }
}

async function setUp(clients: Clients, random: () => number): Promise<Trader[]> {
  const { token } = await clients.session.login({ partyId: ADMIN.ADMIN_ID, password: ADMIN.ADMIN_PASSWORD });
  for (const instrumentId of INSTRUMENTS) {
    await clients.admin.createInstrument({ instrumentId, symbol: `I${instrumentId}` }, withToken(token));
  }
  const traders: Trader[] = [];
  for (const partyId of ['ann', 'ben', 'cid']) {
    const password = `${partyId}-password`;
    await clients.admin.createParty({ partyId, password }, withToken(token));
    const session = await clients.session.login({ partyId, password });
    traders.push(new Trader(partyId, session.token, random));
  }
  return traders;
}

/** Compares everything that clients have received with the data of the exchange. */
async function compare(clients: Clients, traders: readonly Trader[], trades: TradeWatcher): Promise<void> {
  const open: Order[] = [];
  // Settle all traders before the comparison, because settling causes trades.
  for (const trader of traders) await trader.settle(clients);
  for (const trader of traders) {
    await trader.catchUp(clients);
    checkExecutions(trader);
    checkAnswers(trader);
    const own = await trader.openOrders(clients);
    expect(new Map(own.map((order) => [order.orderId, order]))).toEqual(openIn(trader));
    open.push(...own);
  }
  await trades.catchUp(clients);
  checkTrades(trades.seen, traders);
  for (const instrumentId of INSTRUMENTS) await checkBook(clients, instrumentId, open);
}

// There are hundreds of thousands of checks, so the faults are collected and asserted once.

/** Each execution comes once and in order, no client order id has two orders, and the quantities add up. */
function checkExecutions({ executions, placed }: Trader): void {
  const orderOfName = new Map<string, bigint>();
  const wrong: unknown[] = [];
  let last = 0n;
  for (const execution of executions) {
    const { execId, execType } = execution;
    const order = orderIn(execution);
    if (execId <= last) wrong.push({ repeated: execution });
    last = execId;
    if (order.leavesQuantity + order.cumQuantity + order.canceledQuantity !== order.quantity)
      wrong.push({ sum: order });
    if (execType !== ExecType.NEW) continue;
    if (orderOfName.has(order.clientOrderId)) wrong.push({ twice: order.clientOrderId });
    orderOfName.set(order.clientOrderId, order.orderId);
  }
  for (const [name, orderId] of placed)
    if (orderOfName.get(name) !== orderId) wrong.push({ lost: name, orderId });
  expect(wrong).toEqual([]);
}

/** Every answer matches the order's executions up to its event. */
function checkAnswers(trader: Trader): void {
  const histories = new Map<bigint, ExecutionReport[]>();
  for (const execution of trader.executions) {
    const { orderId } = orderIn(execution);
    const history = histories.get(orderId);
    if (history === undefined) histories.set(orderId, [execution]);
    else history.push(execution);
  }
  const wrong = trader.answers.filter(({ orderId, sequence, leaves, cum }) => {
    const order = histories.get(orderId)?.findLast((execution) => execution.sequence <= sequence)?.order;
    return order?.leavesQuantity !== leaves || order.cumQuantity !== cum;
  });
  expect(wrong).toEqual([]);
  trader.answers.length = 0;
}

/** Each trade comes once, and is in the executions of both parties. */
function checkTrades(seen: readonly Trade[], traders: readonly Trader[]): void {
  expect(seen.findIndex(({ tradeId }, index) => tradeId !== BigInt(index + 1))).toBe(-1);
  const sides = new Map<bigint, number>();
  for (const { tradeId } of traders.flatMap(({ executions }) => executions)) {
    if (tradeId !== 0n) sides.set(tradeId, (sides.get(tradeId) ?? 0) + 1);
  }
  expect(sides.size).toBe(seen.length);
  expect([...sides].filter(([, count]) => count !== 2)).toEqual([]);
}

async function checkBook(clients: Clients, instrumentId: number, open: readonly Order[]): Promise<void> {
  const { orderBook } = await clients.marketData.getOrderBook({ instrumentId });
  for (const [side, levels] of [
    [Side.BUY, orderBook?.bids],
    [Side.SELL, orderBook?.asks],
  ] as const) {
    const expected = new Map<bigint, bigint>();
    for (const order of open) {
      if (order.instrumentId !== instrumentId || order.side !== side) continue;
      expected.set(order.price, (expected.get(order.price) ?? 0n) + order.leavesQuantity);
    }
    expect(new Map(levels?.map(({ price, quantity }) => [price, BigInt(quantity)]))).toEqual(expected);
  }
}

/** The open orders according to a trader's executions. */
function openIn({ executions }: Trader): Map<bigint, Order> {
  const open = new Map<bigint, Order>();
  for (const execution of executions) {
    const order = orderIn(execution);
    const isOpen =
      order.orderStatus === OrderStatus.NEW || order.orderStatus === OrderStatus.PARTIALLY_FILLED;
    if (isOpen && order.leavesQuantity > 0n) open.set(order.orderId, order);
    else open.delete(order.orderId);
  }
  return open;
}

function orderIn({ order }: ExecutionReport): Order {
  if (order === undefined) throw new Error('an execution tells its order');
  return order;
}

/** Reads every trade, and resumes after every break. */
class TradeWatcher {
  readonly seen: Trade[] = [];
  #resumeFrom = { epoch: 0n, resumeFromSequence: 0n };

  async run(url: string): Promise<void> {
    await this.#read(connect(url), () => false).catch(() => {});
  }

  async catchUp(clients: Clients): Promise<void> {
    await this.#read(clients, (trades) => trades.length === 0);
  }

  async #read({ marketData }: Clients, done: (trades: readonly Trade[]) => boolean): Promise<void> {
    for await (const { epoch, sequence, trades } of marketData.streamTrades(this.#resumeFrom)) {
      this.seen.push(...trades);
      this.#resumeFrom = { epoch, resumeFromSequence: sequence };
      if (done(trades)) return;
    }
  }
}
