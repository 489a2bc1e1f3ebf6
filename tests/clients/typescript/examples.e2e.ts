import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { connectRedleaf } from '@redleaf/client';
import { createServer } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../dashboard/browser.ts';
import { RedleafProcess } from '../redleaf-process.ts';

const EXAMPLES = fileURLToPath(new URL('../../../clients/typescript/examples/', import.meta.url));
const FIRST_ORDER = fileURLToPath(
  new URL('../../../clients/typescript/examples/first-order.ts', import.meta.url),
);
const BOOK_WATCHER = fileURLToPath(
  new URL('../../../clients/typescript/examples/book-watcher.ts', import.meta.url),
);
const TRADE_RECORDER = fileURLToPath(
  new URL('../../../clients/typescript/examples/trade-recorder.ts', import.meta.url),
);
const MARKET_MAKER = fileURLToPath(
  new URL('../../../clients/typescript/examples/market-maker.ts', import.meta.url),
);

let folder: string;
let demo: RedleafProcess;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-examples-'));
  await startDemo('0');
});

async function startDemo(port: string): Promise<void> {
  const args = ['demo', '--port', port, '--data-dir', join(folder, 'data'), '--rate', '300'];
  demo = RedleafProcess.start(args, { XDG_CONFIG_HOME: folder, CORS_ORIGINS: '*' });
  for (let line = ''; !line.includes('Ctrl-C'); ) {
    line = await demo.line();
    url ??= /http:\S+/.exec(line)?.[0] ?? '';
  }
}

afterAll(async () => {
  await demo.interrupt();
  rmSync(folder, { recursive: true });
});

function start(
  program: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess & { stdout: NodeJS.ReadableStream } {
  return spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], REDLEAF_URL: url, PARTY_ID: 'alice', PASSWORD: 'alice-demo', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Runs a program until it has printed enough, then interrupts it, and returns its output until its normal end. */
async function linesOf(
  child: ReturnType<typeof start>,
  isEnough: (lines: readonly string[]) => boolean,
): Promise<string[]> {
  const lines: string[] = [];
  let isStopping = false;
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (isStopping || !isEnough(lines)) continue;
    isStopping = true;
    child.kill('SIGINT');
  }
  expect(await exited).toEqual([0, null]);
  return lines;
}

it('first-order trades, in 15 lines', async () => {
  const child = start(FIRST_ORDER);
  expect(await text(child.stdout)).toMatch(/^order \d+(: bought \d+ at \d+\.\d\d| rests in the book)\n/);
  const lines = readFileSync(FIRST_ORDER, 'utf8').split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('//')).length).toBeLessThanOrEqual(15);
});

it('book-watcher prints the best prices of several books', async () => {
  const lines = await linesOf(
    start(BOOK_WATCHER, { SYMBOLS: 'ACME,BTC-USD' }),
    (seen) => seen.some((line) => line.startsWith('BTC-USD')) && seen.length > 5,
  );
  for (const line of lines)
    expect(line).toMatch(/^(ACME|BTC-USD) {2}bid [\d.]+ at [\d.]+ {2}ask [\d.]+ at [\d.]+$/);
});

it('trade-recorder goes on where it stopped, without a gap and without a repeat', async () => {
  const file = join(folder, 'trades.csv');
  const rows = () =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','));
  const record = async (count: number) => {
    const child = start(TRADE_RECORDER, { FILE: file });
    const exited = once(child, 'exit');
    await expect.poll(() => rows().length).toBeGreaterThan(count);
    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
  };
  await record(10).catch(() => record(10));
  await record(rows().length + 10);
  const redleaf = connectRedleaf({ url });
  const recorded = rows();
  // The history may be a moment behind.
  const listed = async () => {
    const { trades } = await redleaf.marketData.listTrades({ pageSize: 1_000 });
    return trades.slice(0, recorded.length).map(({ tradeId }) => String(tradeId));
  };
  await expect.poll(listed).toEqual(recorded.map(([, , tradeId]) => tradeId));
  redleaf.close();
  expect(recorded[0]).toHaveLength(8);
});

it('market-maker trades within its limit, does not bleed, and takes its quotes away, over a restart too', async () => {
  const bob = { PARTY_ID: 'bob', PASSWORD: 'bob-demo' };
  const isTrade = (line: string) => /^(bought|sold) /.test(line);
  const isStale = (line: string) => line.startsWith('the book is stale');
  let restarted: Promise<void> | undefined;
  const lines = await linesOf(start(MARKET_MAKER, bob), (seen) => {
    if (restarted === undefined && seen.filter(isTrade).length > 5)
      restarted = demo.kill().then(() => startDemo(new URL(url).port));
    return seen.slice(seen.findLastIndex(isStale)).filter(isTrade).length > 5 && seen.some(isStale);
  });
  await restarted;
  expect(lines.filter(isStale)).toHaveLength(1);
  for (const line of lines.filter(isTrade))
    expect(Math.abs(Number(/holds (.*)/.exec(line)?.[1]))).toBeLessThanOrEqual(60);
  const { earned } =
    /^holds -?\d+, earned (?<earned>.*) at the price of now$/.exec(lines.at(-1) ?? '')?.groups ?? {};
  console.log(`market-maker: ${lines.filter(isTrade).length} trades, ${lines.at(-1)}`);
  // The largest possible loss: the maximum position, moved by some ticks against it.
  expect(Number(earned)).toBeGreaterThan(-10);
  const redleaf = connectRedleaf({ url, partyId: 'bob', password: 'bob-demo' });
  const { orders } = await redleaf.orders.listOpenOrders({ instrumentId: 1 });
  redleaf.close();
  expect(orders).toEqual([]);
});

it('live-book.html shows a book', async () => {
  const server = await createServer({
    root: EXAMPLES,
    configFile: false,
    logLevel: 'silent',
    server: { port: 0 },
    cacheDir: join(folder, 'vite'),
  });
  await server.listen();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const origin = server.resolvedUrls?.local[0] ?? '';
    await page.goto(`${origin}live-book.html?url=${encodeURIComponent(url)}`);
    await page.getByText('live', { exact: true }).waitFor();
    await expect.poll(() => page.locator('#levels tr').count()).toBeGreaterThan(2);
    expect(await page.locator('#levels td.bid').first().textContent()).toMatch(/^\d+\.\d\d$/);
  } finally {
    await browser.close();
    await server.close();
  }
});
