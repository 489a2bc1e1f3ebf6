import { createClient } from '@connectrpc/connect';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../rpc/running-exchange.ts';
import { buildPage, launchBrowser, logIn, openPage } from './browser.ts';

let exchange: ExchangeUnderTest;
let browser: Browser;
let instrumentId: number;

beforeAll(async () => {
  await buildPage();
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('ACME', { priceScale: 2, description: 'A <b>share</b>' });
  browser = await launchBrowser();
  await place('bob', Side.SELL, 10_060n, 30n);
  await place('bob', Side.BUY, 10_040n, 20n);
});

afterAll(async () => {
  await browser.close();
  await exchange.stop();
});

function place(party: 'alice' | 'bob', side: Side, price: bigint, quantity: bigint) {
  const orders = createClient(OrderService, exchange.transport);
  const order = { instrumentId, side, price, quantity, orderType: OrderType.LIMIT };
  return orders.placeOrder(order, { headers: exchange.headers[party] });
}

/** Opens the page for one case, and expects that the browser had nothing to complain about. */
async function withPage(work: (page: Page) => Promise<void>, viewport?: { width: number; height: number }) {
  const { page, complaints } = await openPage(browser, exchange.url, viewport);
  await work(page);
  expect(complaints).toEqual([]);
  await page.context().close();
}

const ladderRow = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true });

it('shows the market to everyone, and what others typed as text', () =>
  withPage(async (page) => {
    await ladderRow(page, 'ask 30 at 100.60').waitFor();
    await ladderRow(page, 'bid 20 at 100.40').waitFor();
    await page.getByText('A <b>share</b>').waitFor();
    await page.getByText('spread 0.20').waitFor();
    await page.getByRole('button', { name: 'Log in to trade' }).waitFor();
  }));

it('says that a password is wrong, and keeps the token out of every store', async () => {
  const { page } = await openPage(browser, exchange.url);
  await logIn(page, 'alice', 'not this one');
  await page.getByText('the party or its password is wrong').waitFor();
  await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD);
  await page.getByRole('dialog').getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  const kept = await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])');
  expect(kept).not.toMatch(/[\w-]{43}/);
  await page.context().close();
});

it('places an order, shows it in the ladder and the table, and cancels it', () =>
  withPage(async (page) => {
    await logIn(page, 'alice', PASSWORD);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    // A click on a price fills the ticket.
    await ladderRow(page, 'bid 20 at 100.40').click();
    expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('100.40');
    await page.getByLabel('Price', { exact: true }).press('ArrowUp');
    await page.getByLabel('Quantity').fill('7');
    await page.getByRole('button', { name: 'Buy 7 ACME at 100.41' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await ladderRow(page, 'bid 7 at 100.41, 7 of it yours').waitFor();
    await page.getByRole('table', { name: 'Open orders' }).getByText('100.41').waitFor();
    // Someone sells into it: a part is filled.
    await place('bob', Side.SELL, 10_041n, 3n);
    await ladderRow(page, 'bid 4 at 100.41, 4 of it yours').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await ladderRow(page, 'bid 4 at 100.41, 4 of it yours').waitFor({ state: 'detached' });
    await page.getByText('No open orders.').waitFor();
  }));

it('says what is wrong at its field, before anything is sent and after', () =>
  withPage(async (page) => {
    await logIn(page, 'alice', PASSWORD);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    await page.getByLabel('Price', { exact: true }).fill('1.234');
    await page.getByRole('button', { name: 'Buy ACME' }).click();
    await page.getByText('Price has at most 2 decimal places').waitFor();
    await page.getByText('Quantity is missing').waitFor();
  }));

it('a phone has one part at a time, with seven levels on each side', () =>
  withPage(
    async (page) => {
      await ladderRow(page, 'ask 30 at 100.60').waitFor();
      expect(await page.locator('.sell-rows .ladder-row').count()).toBeGreaterThanOrEqual(7);
      await page.getByRole('button', { name: 'Trade', exact: true }).click();
      await page.getByLabel('Quantity').waitFor();
    },
    { width: 390, height: 844 },
  ));
