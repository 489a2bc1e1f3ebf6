import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedleaf } from '@redleaf/client';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { buildPage, launchBrowser, openPage } from '../dashboard/browser.ts';
import { ExchangeUnderTest, PASSWORD } from '../rpc/running-exchange.ts';

/*
 * What the trading page makes of a busy market, in a real Chromium: frames a second, tasks that kept it from answering, and memory.
 * Exchange, market and browser share the machine. `npm run bench:dashboard -- [SECONDS]`, a minute unless told.
 */

const SECONDS = Number(process.argv[2] ?? 60);
const CHANGES_PER_SECOND = 2_000;
const TRADES_PER_SECOND = 500;
const TURN_MS = 20;
const PRICE = 10_000n;
const LEVELS = 100;

await buildPage();
const exchange = await ExchangeUnderTest.start({ RETAINED_REPORTS: '20000' });
const instrumentId = await exchange.createInstrument('BUSY', { priceScale: 2 });
const maker = connectRedleaf({ url: exchange.url, partyId: 'bob', password: PASSWORD });
const taker = connectRedleaf({ url: exchange.url, partyId: 'admin', password: PASSWORD });
const browser = await launchBrowser();
const { page, complaints } = await openPage(browser, exchange.url);
const chromium = await page.context().newCDPSession(page);
await chromium.send('Performance.enable');
const market = new AbortController();
const running = trade(market.signal);
await page.getByText('spread').first().waitFor();
await page.evaluate(`
  window.counted = { frames: 0, longTasks: 0, longestMs: 0 };
  const frame = () => { window.counted.frames += 1; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      window.counted.longTasks += 1;
      window.counted.longestMs = Math.max(window.counted.longestMs, duration);
    }
  }).observe({ entryTypes: ['longtask'] });
`);
const before = await measured();
const beganMs = performance.now();
await sleep(SECONDS * 1_000);
const seconds = (performance.now() - beganMs) / 1_000;
const after = await measured();
market.abort();
const { changes, trades } = await running;
const { frames, longTasks, longestMs } = (await page.evaluate('window.counted')) as Record<string, number>;
console.table({
  'book changes a second': Math.round(changes / seconds),
  'trades a second': Math.round(trades / seconds),
  'frames a second': Math.round((frames ?? 0) / seconds),
  'long tasks': longTasks,
  'longest, ms': Math.round(longestMs ?? 0),
  'script, % of a core': Math.round(((after.scriptS - before.scriptS) / seconds) * 100),
  'all of the page, % of a core': Math.round(((after.taskS - before.taskS) / seconds) * 100),
  'heap at start, MB': before.heapMb,
  'heap at end, MB': after.heapMb,
  'elements at start': before.nodes,
  'elements at end': after.nodes,
  complaints: complaints.length,
});
await browser.close();
for (const client of [maker, taker]) client.close();
await exchange.stop();

/** Of the page alone, by the browser's own counters, after its garbage was collected. */
async function measured() {
  await chromium.send('HeapProfiler.collectGarbage');
  const { metrics } = await chromium.send('Performance.getMetrics');
  const value = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return {
    heapMb: Math.round(value('JSHeapUsedSize') / 1e5) / 10,
    nodes: value('Nodes'),
    scriptS: value('ScriptDuration'),
    taskS: value('TaskDuration'),
  };
}

/** Orders come and go all over the book, and some trade at its middle: so many a second. */
async function trade(signal: AbortSignal) {
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
  return { changes, trades };
}
