import { createClient } from '@connectrpc/connect';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { decimalText } from '../../clients/dashboard/core/decimal.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { buildPage, launchBrowser, logIn, openPage } from './browser.ts';

let exchange: ExchangeUnderTest;
let browser: Browser;
let instrumentId: number;

beforeAll(async () => {
  await buildPage();
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('ACME', { priceScale: 2 });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await exchange.stop();
});

async function place(party: 'alice' | 'bob', side: Side, price: bigint, quantity: bigint): Promise<bigint> {
  return (await exchange.placeLimit(party, { instrumentId, side, price, quantity })).orderId;
}

async function trade(price: bigint, quantity: bigint): Promise<void> {
  await place('bob', Side.SELL, price, quantity);
  await place('alice', Side.BUY, price, quantity);
}

/** The expected newest candle, computed from the trades. Waits until the history has that many trades. */
async function candleText(count: number): Promise<string> {
  const marketData = createClient(MarketDataService, exchange.transport);
  const list = async () => (await marketData.listTrades({ instrumentId })).trades;
  await expect.poll(async () => (await list()).length).toBe(count);
  const trades = await list();
  const prices = trades.map(({ price }) => Number(price));
  const [open = 0, close = 0] = [prices[0], prices.at(-1)];
  const volume = trades.reduce((sum, { quantity }) => sum + Number(quantity), 0);
  const [o, h, l, c] = [open, Math.max(...prices), Math.min(...prices), close].map((price) =>
    decimalText(price, 2),
  );
  return `O${o}H${h}L${l}C${c} Vol${volume}`;
}

/** A candle in the form of the legend, without the percentage. */
async function shownCandle(page: Page): Promise<string> {
  const text = (await page.locator('.chart-legend').textContent()) ?? '';
  return text.replace(/[+-]?\d+\.\d+ %/, ' ');
}

const grip = (page: Page) => page.locator('.order-grip');
const gripName = (page: Page) => grip(page).getAttribute('aria-label');

it('shows candles as the trades make them, listed and live', async () => {
  for (const [price, quantity] of [
    [10_050n, 3n],
    [10_090n, 2n],
    [10_010n, 4n],
  ] as const) {
    await trade(price, quantity);
  }
  const { page, complaints } = await openPage(browser, exchange.url);
  await page.getByRole('button', { name: '1D', exact: true }).click();
  await expect.poll(() => shownCandle(page)).toBe(await candleText(3));
  await trade(10_100n, 5n);
  await expect.poll(() => shownCandle(page)).toBe(await candleText(4));
  // The chosen interval is remembered, and the same candle appears again.
  await page.reload();
  await expect.poll(() => shownCandle(page)).toBe(await candleText(4));
  await page.getByRole('link', { name: 'TradingView' }).waitFor();
  await page.getByRole('tab', { name: 'Depth' }).click();
  await page.getByRole('img', { name: 'Depth of the book' }).waitFor();
  await page.getByRole('tab', { name: 'Heat map' }).click();
  await page.getByRole('img', { name: 'The book over the last minutes' }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('an own order is a line: dragged to amend, let be with Escape, moved with the keys, crossed off', async () => {
  await place('alice', Side.BUY, 10_040n, 7n);
  const { page, complaints } = await openPage(browser, exchange.url);
  await logIn(page, 'alice', PASSWORD);
  await expect.poll(() => gripName(page)).toContain('Buy 7 at 100.40');
  // The grip has a position once there are prices.
  await grip(page).waitFor();

  /** Drags the grip, and keeps hold of it. The price scale may move it away before it is held: then once more. */
  const drag = async (byPx: number) => {
    const before = await gripName(page);
    for (let isHeld = false; !isHeld; ) {
      await grip(page).hover();
      const box = await grip(page).boundingBox();
      if (box === null) throw new Error('the grip is in sight');
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y + byPx, { steps: 4 });
      const moved = vi.waitUntil(async () => (await gripName(page)) !== before, { timeout: 5_000 });
      isHeld = await moved.catch(() => false);
      if (!isHeld) await page.mouse.up();
    }
  };
  await drag(-30);
  await page.locator('.order-line.ghost').waitFor();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect.poll(() => gripName(page)).toContain('at 100.40');

  await drag(30);
  await page.mouse.up();
  const moved = /at (?<price>[\d.]+)/.exec((await gripName(page)) ?? '')?.groups?.['price'] ?? '';
  expect(Number(moved)).toBeLessThan(100.4);
  await page.getByRole('button', { name: 'Amend', exact: true }).click();
  await page.getByRole('table', { name: 'Open orders' }).getByText(moved).waitFor();

  await grip(page).press('Shift+ArrowDown');
  await grip(page).press('ArrowUp');
  await grip(page).press('Enter');
  await page.getByRole('button', { name: 'Amend', exact: true }).press('Enter');
  const lower = (Number(moved) - 0.09).toFixed(2);
  await page.getByRole('table', { name: 'Open orders' }).getByText(lower).waitFor();

  await page.getByRole('button', { name: `Cancel: Buy 7 at ${lower}` }).click();
  await grip(page).waitFor({ state: 'detached' });
  await page.getByText('No open orders.').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});
