import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedleaf } from '@redleaf/client';
import { build } from 'hdr-histogram-js';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { connect, withToken } from '../faults/clients.ts';
import { ServerProcess } from '../faults/server-process.ts';
import { threadTimes, totalOf } from './load/thread-times.ts';
import type { Read } from './market-data-readers.ts';

/*
 * Measures the cost and the delay of the readers of `StreamMarketData`. Each reads the best prices, 20 levels, trades, one-minute
 * candles and statistics of one instrument on its own connection, while orders flow. `npm run bench:market-data -- [READERS ...]`.
 *
 * Processor time is the difference to the same orders without readers, per message and reader. The delay is from the answer to the
 * order that traded, when it is durable, to the reading of its trade. It includes up to INTERVAL_MS, which the reader has
 * requested. On a busy machine, the ratios are reliable.
 */

const READERS = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 10, 100, 500];
const INTERVAL_MS = 100;
const WARM_MS = 1_500;
const MEASURE_MS = 6_000;
const TURN_MS = 10;
const CHANGES_PER_SECOND = 1_000;
const TRADES_PER_SECOND = 200;
const PRICE = 10_000n;
const LEVELS = 50;
const ADMIN = { ADMIN_ID: 'admin', ADMIN_PASSWORD: 'admin-password' };
const MEBIBYTE = 1_048_576;

const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-bench-'));
const server = await ServerProcess.start(dataDir, 0, {
  ...ADMIN,
  ADDRESS_SHARE_PERCENT: '100',
  GATEWAYS: '1',
});
const { admin, session } = connect(server.url);
const { token } = await session.login({ partyId: ADMIN.ADMIN_ID, password: ADMIN.ADMIN_PASSWORD });
for (const partyId of ['maker', 'taker'])
  await admin.createParty({ partyId, password: `${partyId}-password` }, withToken(token));
const { instrument } = await admin.createInstrument({ symbol: 'BENCH' }, withToken(token));
const instrumentId = instrument?.instrumentId ?? 0;
/** Time of the answer by order id. */
const answeredMs = new Map<bigint, number>();
const leave = new AbortController();
const market = trade(leave.signal);

await measure(10);
const alone = await measure(0);
const rows = [];
for (const readers of READERS) rows.push(await measure(readers));
leave.abort();
await market;
console.table(
  rows.map((row) => {
    return {
      readers: row.readers,
      'orders/s': perSecond(row.orders),
      'messages/s': perSecond(row.messages),
      'kB/s': perSecond(row.bytes / 1_000),
      'bytes each': Math.round(row.bytes / row.messages),
      'updates each': round(row.updates / row.sampledMessages),
      'gateway µs each': round((row.gatewayUs - alone.gatewayUs) / row.messages),
      'all threads µs each': round((row.processUs - alone.processUs) / row.messages),
      'gateway ÷ alone': round(row.gatewayUs / alone.gatewayUs),
      'p50 ms': round(row.p50),
      'p99 ms': round(row.p99),
      'RSS MB': Math.round(row.resident / MEBIBYTE),
    };
  }),
);
console.log(
  `without readers: ${perSecond(alone.orders)} orders/s, gateway's thread ${Math.round(alone.gatewayUs / MEASURE_MS / 10)} %, ` +
    `${Math.round(alone.resident / MEBIBYTE)} MB`,
);
await server.end('SIGTERM');
rmSync(dataDir, { recursive: true, force: true });

async function measure(readers: number) {
  const child = fork(join(import.meta.dirname, 'market-data-readers.ts'), [
    server.url,
    String(instrumentId),
    String(readers),
    String(INTERVAL_MS),
  ]);
  await once(child, 'message');
  await sleep(WARM_MS);
  child.send('begin');
  const before = used();
  answeredMs.clear();
  await sleep(MEASURE_MS);
  const after = used();
  const orders = answeredMs.size;
  child.send('end');
  const read: Read = (await once(child, 'message'))[0];
  child.disconnect();
  const delays = build({ lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000 });
  for (const [orderId, readMs] of read.trades) {
    const sinceMs = answeredMs.get(BigInt(orderId));
    if (sinceMs !== undefined) delays.recordValue(Math.max(1, Math.round((readMs - sinceMs) * 1_000)));
  }
  return {
    ...{ readers, orders, ...read },
    gatewayUs: after.gatewayUs - before.gatewayUs,
    processUs: after.processUs - before.processUs,
    resident: after.resident,
    p50: delays.getValueAtPercentile(50) / 1_000,
    p99: delays.getValueAtPercentile(99) / 1_000,
  };
}

/** Processor time of the server so far. Linux only. */
function used() {
  const { pid } = server;
  const times = threadTimes(pid);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    gatewayUs: times['gateway'] ?? 0,
    processUs: totalOf(times),
    resident: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024,
  };
}

/** Places and cancels orders all over the book, and trades some at its middle, at a steady rate. */
async function trade(signal: AbortSignal): Promise<void> {
  const maker = connectRedleaf({ url: server.url, partyId: 'maker', password: 'maker-password' });
  const taker = connectRedleaf({ url: server.url, partyId: 'taker', password: 'taker-password' });
  const [making, taking] = [maker.openOrderEntry(), taker.openOrderEntry()];
  const resting: bigint[] = [];
  const answered = (orderId: bigint) => answeredMs.set(orderId, monotonicMs());
  let [changes, trades] = [0, 0];
  const beganMs = performance.now();
  while (!signal.aborted) {
    const elapsed = (performance.now() - beganMs) / 1_000;
    const round: Promise<unknown>[] = [];
    for (; changes < elapsed * CHANGES_PER_SECOND; changes += 2) {
      const level = BigInt(1 + ((changes / 2) % LEVELS));
      const buys = changes % 4 === 0;
      const order = { instrumentId, side: buys ? Side.BUY : Side.SELL, orderType: OrderType.LIMIT };
      const price = buys ? PRICE - level : PRICE + level;
      round.push(
        making.place({ ...order, price, quantity: 1n + level }).then(({ orderId }) => {
          answered(orderId);
          resting.push(orderId);
        }),
      );
      const oldest = resting.length > 4 * LEVELS ? resting.shift() : undefined;
      if (oldest === undefined) continue;
      const reference = { reference: { case: 'orderId', value: oldest } } as const;
      // The order may have traded meanwhile.
      round.push(making.cancel({ order: reference }).catch(() => {}));
    }
    for (; trades < elapsed * TRADES_PER_SECOND; trades += 1) {
      const side = trades % 2 === 0 ? Side.BUY : Side.SELL;
      const order = { instrumentId, side, orderType: OrderType.MARKET, quantity: 1n };
      round.push(taking.place(order).then(({ orderId }) => answered(orderId)));
    }
    await Promise.all(round);
    await sleep(TURN_MS);
  }
  await Promise.all([making.close(), taking.close()]);
  for (const client of [maker, taker]) client.close();
}

/** A clock that all processes of the machine share. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function perSecond(count: number): number {
  return Math.round((count / MEASURE_MS) * 1_000);
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
