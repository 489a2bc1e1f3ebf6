import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, createClient } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side, SideSchema } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { describeWithPython } from './describe-with-python.ts';

const PACKAGE = join(import.meta.dirname, '../../clients/python');

await describeWithPython('the examples of the Python SDK', (python) => {
  let exchange: ExchangeUnderTest;
  let orders: Client<typeof OrderService>;
  const running: Example[] = [];

  beforeEach(async () => {
    exchange = await ExchangeUnderTest.start();
    await exchange.createInstrument('ACME');
    orders = createClient(OrderService, exchange.transport);
  });

  afterEach(async () => {
    for (const example of running) example.kill();
    await exchange.stop();
  });

  function start(file: string, ...args: readonly string[]): Example {
    const example = new Example(python, exchange.url, file, args);
    running.push(example);
    return example;
  }

  /** Of bob's. */
  async function place(side: Side, price: bigint, quantity: bigint): Promise<void> {
    const order = { instrumentId: 1, side, orderType: OrderType.LIMIT, price, quantity };
    await orders.placeOrder(order, { headers: exchange.headers.bob });
  }

  it('a book is watched', async () => {
    const watcher = start('watch_book.py', 'ACME');
    expect(await watcher.line()).toMatch(/^ACME +- \| - *$/);
    await place(Side.SELL, 10_100n, 10n);
    expect(await watcher.line()).toMatch(/^ACME +- \| 10 @ 101\.00 *$/);
    await watcher.interrupt();
  });

  it('every trade is recorded once, over a restart of the recorder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redleaf-python-'));
    const file = join(folder, 'trades.csv');
    const recorded = () => {
      const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\r\n') : [];
      return lines.slice(1).map((line) => line.split(',')[1]);
    };
    async function trade(): Promise<void> {
      await place(Side.SELL, 10_000n, 1n);
      await place(Side.BUY, 10_000n, 1n);
    }
    for (let run = 0; run < 2; run += 1) {
      // One that the program misses, and one that it sees.
      await trade();
      const recorder = start('record_trades.py', file);
      await expect.poll(recorded).toHaveLength(2 * run + 1);
      await trade();
      await expect.poll(recorded).toHaveLength(2 * run + 2);
      await recorder.interrupt();
    }
    expect(recorded()).toEqual(['1', '2', '3', '4']);
    rmSync(folder, { recursive: true });
  });

  it('a market is made around what the others quote, and the quotes are taken back', async () => {
    await place(Side.BUY, 9_990n, 10n);
    await place(Side.SELL, 10_010n, 10n);
    const maker = start('market_maker.py', 'ACME');
    const quotes = async () => {
      const open = await orders.listOpenOrders({}, { headers: exchange.headers.alice });
      return open.orders.map(({ side, price }) => `${SideSchema.value[side]?.name} ${price}`).sort();
    };
    await expect.poll(quotes).toEqual(['SIDE_BUY 9997', 'SIDE_SELL 10003']);
    // Its long position lowers both of its prices.
    await place(Side.SELL, 9_997n, 20n);
    expect(await maker.line()).toBe('BUY 20 at 99.97, holds 20');
    await expect.poll(quotes).toEqual(['SIDE_BUY 9996', 'SIDE_SELL 10003']);
    await maker.interrupt();
    expect(await quotes()).toEqual([]);
    const marketData = createClient(MarketDataService, exchange.transport);
    const { orderBook } = await marketData.getOrderBook({ instrumentId: 1 });
    expect(orderBook?.bids.map(({ price }) => price)).toEqual([9_990n]);
  });
});

class Example {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(python: string, url: string, file: string, args: readonly string[]) {
    const { PATH } = process.env;
    const child = spawn(python, ['-B', join('examples', file), ...args], {
      cwd: PACKAGE,
      env: { PATH, PYTHONPATH: 'src', REDLEAF_URL: url, PARTY_ID: 'alice', PASSWORD },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error('the example has ended');
    return value;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Sends the signal of Ctrl-C, and expects a normal end. */
  async interrupt(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
  }
}
