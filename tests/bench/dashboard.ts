import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connectRedleaf } from '@redleaf/client';
import type { CDPSession } from 'playwright-core';
import { type Node, split, tabs } from '../../clients/dashboard/core/layout.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { buildPage, launchBrowser, logIn, openPage } from '../dashboard/browser.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';

/*
 * Measures the trading page in a busy market, in a real Chromium: frames per second, long tasks, and memory after a garbage
 * collection. Exchange, market and browser share the machine. `npm run bench:dashboard -- [SECONDS] [--panels first|charts|own]
 * [--pace TIMES]` runs one minute each with the initial panels, with the depth chart and the heat map added, and with the order
 * history and the fills of the busy party. The page keeps five minutes of the book, so memory may grow only for five minutes.
 */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { panels: { type: 'string' }, pace: { type: 'string', default: '1' } },
});
const SECONDS = Number(positionals[0] ?? 60);
/** Multiple of the usual market. */
const PACE = Number(values.pace);
const CHANGES_PER_SECOND = 2_000 * PACE;
const TRADES_PER_SECOND = 500 * PACE;
const TURN_MS = 20;
const PRICE = 10_000n;
const LEVELS = 100;
/** Number of memory measurements. Each collects all garbage, which is a long task that is not counted. */
const SAMPLES = 20;

const LABELS: Readonly<Record<string, readonly string[]>> = {
  charts: ['Depth of the book', 'The book over the last minutes'],
  own: ['Order history', 'Fills'],
};
const LAYOUTS: Readonly<Record<string, Node | undefined>> = {
  first: undefined,
  charts: withCharts(),
  own: withOwnLists(),
};

await buildPage();
const table: Record<string, object> = {};
for (const [name, layout] of Object.entries(LAYOUTS)) {
  if (values.panels === undefined || values.panels === name) table[name] = await run(name, layout);
}
console.table(table);

/** A layout that shows all charts. */
function withCharts(): Node {
  const charts = split('column', [1, tabs('chart')], [1, tabs('depth')], [1, tabs('heat-map')]);
  const books = split('column', [1, tabs('ladder')], [1, tabs('tape')]);
  const left = split('column', [1, tabs('instruments')], [1, tabs('open-orders')]);
  return split('row', [1, left], [3, charts], [1, books], [1, tabs('ticket')]);
}

function withOwnLists(): Node {
  const lists = split('column', [1, tabs('order-history')], [1, tabs('fills')], [1, tabs('open-orders')]);
  return split('row', [3, lists], [1, tabs('ladder')], [1, tabs('ticket')]);
}

async function run(name: string, layout: Node | undefined) {
  const exchange = await ExchangeUnderTest.start({ RETAINED_REPORTS: '20000' });
  const instrumentId = await exchange.createInstrument('BUSY', { priceScale: 2 });
  const browser = await launchBrowser();
  const { page, complaints } = await openPage(browser, exchange.url);
  if (layout !== undefined) {
    const kept = JSON.stringify(layout);
    await page.evaluate((text) => {
      for (const partyId of ['', 'bob']) localStorage.setItem(`redleaf:layout:${partyId}`, text);
    }, kept);
    await page.reload();
  }
  if (name === 'own') await logIn(page, 'bob', PASSWORD);
  const chromium = await page.context().newCDPSession(page);
  await chromium.send('Performance.enable');
  const leave = new AbortController();
  const market = trade(exchange.url, instrumentId, leave.signal);
  await page.getByText('spread').first().waitFor();
  for (const label of LABELS[name] ?? []) await page.getByLabel(label, { exact: true }).first().waitFor();
  await page.evaluate(`
    window.counted = { frames: 0, longTasks: 0, longestMs: 0, pausedUntilMs: 0 };
    const frame = () => { window.counted.frames += 1; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        if (startTime < window.counted.pausedUntilMs) continue;
        window.counted.longTasks += 1;
        window.counted.longestMs = Math.max(window.counted.longestMs, duration);
      }
    }).observe({ entryTypes: ['longtask'] });
  `);
  const before = await measured(chromium);
  const beganMs = performance.now();
  for (let sample = 1; sample < SAMPLES; sample += 1) {
    await sleep((SECONDS * 1_000) / SAMPLES);
    const { heapMb, buffersMb, elements, listeners } = await measured(chromium);
    await page.evaluate('window.counted.pausedUntilMs = performance.now()');
    const seconds = Math.round((performance.now() - beganMs) / 1_000);
    console.log(
      `${name}: after ${seconds} s heap ${heapMb} MB, buffers ${buffersMb} MB, ${elements} elements, ${listeners} listeners`,
    );
  }
  await sleep(Math.max(0, beganMs + SECONDS * 1_000 - performance.now()));
  const seconds = (performance.now() - beganMs) / 1_000;
  const { frames, longTasks, longestMs } = (await page.evaluate('window.counted')) as Record<string, number>;
  const after = await measured(chromium);
  leave.abort();
  const { changes, trades } = await market;
  await browser.close();
  await exchange.stop();
  return {
    'book changes/s': Math.round(changes / seconds),
    'trades/s': Math.round(trades / seconds),
    'frames/s': Math.round((frames ?? 0) / seconds),
    'long tasks': longTasks,
    'longest ms': Math.round(longestMs ?? 0),
    'script %': Math.round(((after.scriptS - before.scriptS) / seconds) * 100),
    'page %': Math.round(((after.taskS - before.taskS) / seconds) * 100),
    'heap MB': `${before.heapMb} → ${after.heapMb}`,
    'buffers MB': `${before.buffersMb} → ${after.buffersMb}`,
    elements: `${before.elements} → ${after.elements}`,
    listeners: `${before.listeners} → ${after.listeners}`,
    complaints: complaints.length,
  };
}

/** Memory of the page alone after a garbage collection, by the browser's counters. */
async function measured(chromium: CDPSession) {
  await chromium.send('HeapProfiler.collectGarbage');
  const { metrics } = await chromium.send('Performance.getMetrics');
  const { usedSize, backingStorageSize } = await chromium.send('Runtime.getHeapUsage');
  const value = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return {
    heapMb: megabytes(usedSize),
    /** Typed arrays, which the heap does not include. */
    buffersMb: megabytes(backingStorageSize),
    elements: value('Nodes'),
    listeners: value('JSEventListeners'),
    scriptS: value('ScriptDuration'),
    taskS: value('TaskDuration'),
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}

/** Places and cancels orders all over the book, and trades some at its middle, CHANGES_PER_SECOND in total. */
async function trade(url: string, instrumentId: number, signal: AbortSignal) {
  const maker = connectRedleaf({ url, partyId: 'bob', password: PASSWORD });
  const taker = connectRedleaf({ url, partyId: 'admin', password: PASSWORD });
  let [changes, trades] = [0, 0];
  const [making, taking] = [maker.openOrderEntry(), taker.openOrderEntry()];
  const resting: bigint[] = [];
  const beganAt = performance.now();
  while (!signal.aborted) {
    const elapsed = (performance.now() - beganAt) / 1_000;
    const round: Promise<unknown>[] = [];
    for (; changes < elapsed * CHANGES_PER_SECOND; changes += 2) {
      const level = BigInt(1 + (changes % LEVELS));
      const buys = changes % 4 === 0;
      const price = buys ? PRICE - level : PRICE + level;
      const order = { instrumentId, side: buys ? Side.BUY : Side.SELL, orderType: OrderType.LIMIT };
      round.push(
        making.place({ ...order, price, quantity: 1n + level }).then(({ orderId }) => resting.push(orderId)),
      );
      const oldest = resting.length > 4 * LEVELS ? resting.shift() : undefined;
      if (oldest !== undefined) {
        const reference = { reference: { case: 'orderId', value: oldest } } as const;
        round.push(making.cancel({ order: reference }).catch(() => {}));
      }
    }
    for (; trades < elapsed * TRADES_PER_SECOND; trades += 1) {
      const order = { instrumentId, orderType: OrderType.MARKET, quantity: 1n };
      round.push(taking.place({ ...order, side: trades % 2 === 0 ? Side.BUY : Side.SELL }));
    }
    await Promise.all(round);
    await sleep(TURN_MS);
  }
  await Promise.all([making.close(), taking.close()]);
  for (const client of [maker, taker]) client.close();
  return { changes, trades };
}
