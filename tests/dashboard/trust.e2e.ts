import { rmSync } from 'node:fs';
import { createClient } from '@connectrpc/connect';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { type RunningExchange, startExchange } from '../../src/main.ts';
import { backupDataFolder } from '../../src/operations/backup.ts';
import { restoreBackup } from '../../src/operations/restore.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { buildPage, launchBrowser, logIn, openPage } from './browser.ts';
import { Network } from './network.ts';

/* Whether what the page shows is what the exchange has: while one looks elsewhere, loses the connection, or is thrown out. */

const SWITCHES = 50;

let exchange: ExchangeUnderTest;
let restarted: RunningExchange | undefined;
let browser: Browser;
const ids: Record<string, number> = {};

beforeAll(async () => {
  await buildPage();
  exchange = await ExchangeUnderTest.start({ HEARTBEAT_MS: '500' });
  browser = await launchBrowser();
  // Their price ranges do not overlap, so a price shows which book it belongs to.
  for (const [symbol, price] of [
    ['CHEAP', 1_000n],
    ['DEAR', 90_000n],
  ] as const) {
    ids[symbol] = await exchange.createInstrument(symbol, { priceScale: 2 });
    for (let step = 1n; step <= 12n; step += 1n) {
      await place('bob', symbol, Side.BUY, price - step, step);
      await place('bob', symbol, Side.SELL, price + step, step);
    }
  }
});

afterAll(async () => {
  await browser.close();
  await restarted?.stop();
  await exchange.stop();
});

function place(party: 'alice' | 'bob', symbol: string, side: Side, price: bigint, quantity: bigint) {
  return exchange.placeLimit(party, { instrumentId: ids[symbol] ?? 0, side, price, quantity });
}

const row = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true });
const select = (page: Page, symbol: string) =>
  page.getByLabel('Instrument', { exact: true }).selectOption(symbol);

/** Checks after every frame that the ladder shows no prices of another book than the named one. */
const WATCH_FRAMES = `
  window.foreign = [];
  const look = () => {
    const symbol = document.querySelector('[aria-label="Instrument"]').value;
    for (const row of document.querySelectorAll('.ladder-row')) {
      const price = Number(/ at ([\\d,.]+)/.exec(row.querySelector('.visually-hidden')?.textContent ?? '')?.[1]?.replace(/,/g, ''));
      if (price && (price > 500) !== (symbol === 'DEAR')) window.foreign.push(symbol + ' ' + price);
    }
    requestAnimationFrame(() => setTimeout(look));
  };
  look();
`;

/** Labels of the ladder's rows with a price, in drawn order, so the best ask is the last of the asks. */
async function drawnLadder(page: Page): Promise<string[]> {
  const labels = await page.locator('.ladder-row .visually-hidden').allTextContents();
  return labels.filter((label) => / at /.test(label));
}

async function expectedLadder(symbol: string, rows: number): Promise<string[]> {
  const client = createClient(MarketDataService, exchange.transport);
  const { orderBook } = await client.getOrderBook({ instrumentId: ids[symbol] ?? 0, depth: rows });
  const text = (price: bigint) => (Number(price) / 100).toFixed(2);
  const asks = (orderBook?.asks ?? []).map(({ price, quantity }) => `ask ${quantity} at ${text(price)}`);
  const bids = (orderBook?.bids ?? []).map(({ price, quantity }) => `bid ${quantity} at ${text(price)}`);
  return [...asks.toReversed(), ...bids];
}

it('never shows a price of another book, and ends with the book that the exchange has', async () => {
  const { page, complaints } = await openPage(browser, exchange.url);
  await row(page, 'bid 1 at 9.99').waitFor();
  await page.evaluate(WATCH_FRAMES);
  let isOver = false;
  const market = (async () => {
    for (let round = 0n; !isOver; round += 1n) {
      await place('bob', 'CHEAP', Side.BUY, 950n - (round % 20n), 1n + (round % 7n));
      await place('bob', 'DEAR', Side.SELL, 90_020n + (round % 20n), 1n + (round % 7n));
    }
  })();
  for (let index = 0; index < SWITCHES; index += 1) await select(page, index % 2 === 0 ? 'DEAR' : 'CHEAP');
  isOver = true;
  await market;
  // Empty until the snapshot of the last instrument has arrived.
  await expect.poll(async () => (await drawnLadder(page)).length).toBeGreaterThan(10);
  await expect
    .poll(async () => {
      const drawn = await drawnLadder(page);
      const asks = drawn.filter((label) => label.startsWith('ask')).length;
      const expected = await expectedLadder('CHEAP', 1_000);
      const middle = expected.findIndex((label) => label.startsWith('bid'));
      return (
        JSON.stringify(drawn) === JSON.stringify(expected.slice(middle - asks, middle - asks + drawn.length))
      );
    })
    .toBe(true);
  expect(await page.evaluate('window.foreign')).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('two tabs trade with each other, and each sees what it did', async () => {
  const seller = await openPage(browser, exchange.url);
  const buyer = await openPage(browser, exchange.url);
  for (const [{ page }, party] of [
    [seller, 'alice'],
    [buyer, 'bob'],
  ] as const) {
    await select(page, 'DEAR');
    await logIn(page, party, PASSWORD);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
  }
  await ticket(seller.page, 'Sell', '900.00', '4');
  await seller.page.getByRole('button', { name: 'Sell 4 DEAR at 900.00' }).click();
  await seller.page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await row(seller.page, 'ask 4 at 900.00, 4 of it yours').waitFor();
  await row(buyer.page, 'ask 4 at 900.00').click();
  await ticket(buyer.page, 'Buy', '900.00', '1');
  await buyer.page.getByRole('button', { name: 'Buy 1 DEAR at 900.00' }).click();
  await buyer.page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await row(seller.page, 'ask 3 at 900.00, 3 of it yours').waitFor();
  await seller.page.getByRole('button', { name: /^Cancel all/ }).click();
  const command = seller.page.waitForRequest(/OrderService\/CancelAllOrders$/);
  await seller.page.getByRole('button', { name: 'Cancel them' }).click();
  await command;
  await row(buyer.page, 'ask 3 at 900.00').waitFor({ state: 'detached' });
  await Promise.all([seller, buyer].map(({ page }) => page.context().close()));
});

async function ticket(page: Page, side: 'Buy' | 'Sell', price: string, quantity: string): Promise<void> {
  await page
    .getByRole('radio', { name: side, exact: true })
    .or(page.getByRole('button', { name: side, exact: true }))
    .first()
    .click();
  await page.getByLabel('Price', { exact: true }).fill(price);
  await page.getByLabel('Quantity').fill(quantity);
  await page.getByLabel('Quantity').blur();
}

it('a session that an administrator ends has ended on the page too; the market goes on', async () => {
  await exchange.admin.createParty(
    { partyId: '<b>eve</b>', password: PASSWORD },
    { headers: exchange.headers.admin },
  );
  const { page } = await openPage(browser, exchange.url);
  await logIn(page, '<b>eve</b>', PASSWORD);
  // It is shown as text, not as markup.
  await page.getByText('<b>eve</b>').first().waitFor();
  await exchange.admin.endSessions(
    { which: { case: 'partyId', value: '<b>eve</b>' } },
    { headers: exchange.headers.admin },
  );
  await page.getByRole('button', { name: 'Log in to trade' }).waitFor();
  await place('bob', 'CHEAP', Side.BUY, 995n, 77n);
  await row(page, 'bid 77 at 9.95')
    .or(page.getByRole('button', { name: /at 9\.95/ }))
    .first()
    .waitFor();
  await page.context().close();
});

it('a session that ends takes along what its party was asked', async () => {
  await place('alice', 'DEAR', Side.BUY, 80_000n, 5n);
  const { page } = await openPage(browser, exchange.url);
  const which = { case: 'partyId', value: 'alice' } as const;
  const asked = async (open: () => Promise<void>) => {
    await logIn(page, 'alice', PASSWORD);
    await open();
    await page.getByRole('dialog').waitFor();
    const { token } = await createClient(SessionService, exchange.transport).login({
      partyId: 'admin',
      password: PASSWORD,
    });
    await exchange.admin.endSessions({ which }, { headers: { authorization: `Bearer ${token}` } });
    await page.getByRole('button', { name: 'Log in to trade' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await asked(async () => {
    await select(page, 'DEAR');
    await ticket(page, 'Buy', '800.00', '1');
    await page.getByRole('button', { name: 'Buy 1 DEAR at 800.00' }).click();
  });
  await asked(() => page.getByRole('button', { name: '800.00', exact: true }).click());
  await asked(() => page.getByRole('button', { name: /^Cancel all/ }).click());
  await page.context().close();
});

it('says when it is not live, and comes back by itself from a network that fell silent and a server that was restarted', async () => {
  const { port } = new URL(exchange.url);
  await using network = await Network.to(Number(port));
  const { page } = await openPage(browser, network.url);
  const notLive = page.getByText('Not live.');
  await row(page, 'bid 1 at 9.99').waitFor();
  // Like a sleeping laptop: nothing arrives, and nothing fails.
  network.isSilent = true;
  await notLive.waitFor();
  await place('bob', 'CHEAP', Side.BUY, 999n, 40n);
  network.isSilent = false;
  network.cut();
  await notLive.waitFor({ state: 'detached' });
  await row(page, 'bid 41 at 9.99').waitFor();

  await exchange.running.stop();
  network.cut();
  await notLive.waitFor();
  restarted = await startExchange(
    loadConfig(
      { PORT: port, GATEWAYS: '0', DATA_DIR: exchange.dataDir, LOG_LEVEL: 'silent', HEARTBEAT_MS: '500' },
      {},
    ),
  );
  await notLive.waitFor({ state: 'detached' });
  await place('bob', 'CHEAP', Side.SELL, 1_001n, 500n);
  await row(page, 'ask 501 at 10.01').waitFor();
  await page.context().close();
});

it('says that no stream comes through, and that it does not know of an instrument that it has not heard of', async () => {
  const page = await (await browser.newContext()).newPage();
  // Like behind a proxy that passes on only complete answers.
  await page.route(/StreamMarketData/, () => undefined);
  await page.goto(exchange.url);
  await page.getByText('The exchange answers, but its stream does not arrive').waitFor();
  expect(await page.getByText('No instrument is listed yet').count()).toBe(0);
  await page.unrouteAll();
  await page.getByText('No market data.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^bid/ }).first().waitFor();
  await page.context().close();
});

it('a restored exchange is another history: what the page had seen of the one before is gone', async () => {
  const before = await ExchangeUnderTest.start({ HEARTBEAT_MS: '500' });
  const { port } = new URL(before.url);
  await using network = await Network.to(Number(port));
  const instrumentId = await before.createInstrument('GOLD', { priceScale: 2 });
  const trade = async (price: bigint) => {
    for (const [partyId, side] of [
      ['alice', Side.BUY],
      ['bob', Side.SELL],
    ] as const) {
      const { token } = await createClient(SessionService, before.transport).login({
        partyId,
        password: PASSWORD,
      });
      await createClient(OrderService, before.transport).placeOrder(
        { instrumentId, side, price, quantity: 1n, orderType: OrderType.LIMIT },
        { headers: { authorization: `Bearer ${token}` } },
      );
    }
  };
  await trade(5_000n);
  const { page } = await openPage(browser, network.url);
  await logIn(page, 'alice', PASSWORD);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  const rows = page.locator('.tape-row > span:first-child');
  const prices = async () => (await rows.allTextContents()).flatMap((text) => /\d+\.\d\d/.exec(text) ?? []);
  await expect.poll(prices).toEqual(['50.00']);
  const backup = `${before.dataDir}-backup`;
  backupDataFolder({ dataDir: before.dataDir, target: backup, version: 'test', onProgress: () => undefined });
  await trade(5_100n);
  await expect.poll(prices).toEqual(['51.00', '50.00']);

  await page.context().setOffline(true);
  network.cut();
  await before.running.stop();
  const dataDir = `${before.dataDir}-restored`;
  restoreBackup({ backup, dataDir, onProgress: () => undefined });
  const after = await startExchange(
    loadConfig(
      { PORT: port, GATEWAYS: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', HEARTBEAT_MS: '500' },
      {},
    ),
  );
  // A trade with the id of one that the page has already seen.
  await trade(5_200n);
  await page.context().setOffline(false);
  await expect.poll(prices, { timeout: 20_000 }).toEqual(['52.00', '50.00']);
  // A backup has no sessions.
  await page.getByRole('button', { name: 'Log in to trade' }).waitFor();
  await page.context().close();
  await after.stop();
  for (const folder of [before.dataDir, backup, dataDir]) rmSync(folder, { recursive: true, force: true });
});
