import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@connectrpc/connect';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { DASHBOARD_FOLDER } from '../../src/gateway/page/dashboard-files.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { seriousFindings } from './accessibility.ts';
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
  return exchange.placeLimit(party, { instrumentId, side, price, quantity });
}

/** Opens the page for one case, and expects no errors or warnings in the browser. */
async function withPage(work: (page: Page) => Promise<void>, viewport?: { width: number; height: number }) {
  const { page, complaints } = await openPage(browser, exchange.url, viewport);
  await work(page);
  expect(complaints).toEqual([]);
  await page.context().close();
}

const ladderRow = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true });

it('comes in less than 236 kB, fonts included', () => {
  const files = readdirSync(DASHBOARD_FOLDER, { recursive: true, encoding: 'utf8' });
  const sent = files.filter((name) => name.endsWith('.gz') || name.endsWith('.woff2'));
  const bytes = sent.reduce((sum, name) => sum + statSync(join(DASHBOARD_FOLDER, name)).size, 0);
  expect(sent.length).toBeGreaterThan(3);
  expect(bytes).toBeLessThan(236_000);
});

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
    // The cost follows the input.
    for (const [quantity, cost] of [
      ['2', '200.82'],
      ['7', '702.87'],
    ] as const) {
      await page.getByLabel('Quantity').fill(quantity);
      await page.locator('.preview').getByText(cost, { exact: true }).waitFor();
    }
    // A post-only order that would trade is told before it is sent.
    const told = page.getByText('Would be canceled at once: it is post-only');
    await page.getByLabel('Post only').check();
    await page.getByLabel('Price', { exact: true }).fill('100.60');
    await told.waitFor();
    await page.getByLabel('Price', { exact: true }).fill('100.41');
    await told.waitFor({ state: 'detached' });
    await page.getByLabel('Post only').uncheck();
    await page.getByRole('button', { name: 'Buy 7 ACME at 100.41' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await ladderRow(page, 'bid 7 at 100.41, 7 of it yours').waitFor();
    await page.getByRole('table', { name: 'Open orders' }).getByText('100.41').waitFor();
    // A sell order fills a part of it.
    await place('bob', Side.SELL, 10_041n, 3n);
    await ladderRow(page, 'bid 4 at 100.41, 4 of it yours').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await ladderRow(page, 'bid 4 at 100.41, 4 of it yours').waitFor({ state: 'detached' });
    await page.getByText('No open orders.').waitFor();
  }));

it('tells where an own order stands in its queue, and that it has moved up', () =>
  withPage(async (page) => {
    const { orderId } = await place('bob', Side.BUY, 10_030n, 50n);
    await place('alice', Side.BUY, 10_030n, 5n);
    await logIn(page, 'alice', PASSWORD);
    const mark = ladderRow(page, 'Amend your 5 at 100.30');
    await mark.and(page.getByTitle('50 ahead in 1 order')).waitFor();
    await createClient(OrderService, exchange.transport).cancelOrder(
      { order: { reference: { case: 'orderId', value: orderId } } },
      { headers: exchange.headers.bob },
    );
    await mark.and(page.getByTitle('first in the queue')).waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
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

it('Enter in the ticket of nobody opens the log-in, and sends nothing', () =>
  withPage(async (page) => {
    // Enter submits a form with one field, also without a submit button.
    await page.getByRole('button', { name: 'Market', exact: true }).click();
    await page.getByLabel('Quantity', { exact: true }).fill('10');
    await page.getByLabel('Quantity', { exact: true }).press('Enter');
    await page.getByRole('dialog', { name: 'Log in' }).waitFor();
  }));

it('Enter that is held sends one order', () =>
  withPage(async (page) => {
    await page.evaluate("localStorage.setItem('redleaf:settings', JSON.stringify({ confirmOrders: false }))");
    await page.reload();
    await logIn(page, 'alice', PASSWORD);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    await page.getByLabel('Price', { exact: true }).fill('90.00');
    await page.getByLabel('Quantity', { exact: true }).fill('1');
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.getByRole('button', { name: 'Amend your 1 at 90.00' }).waitFor();
    // Further ones would have arrived before the next one.
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Amend your 2 at 90.00' }).waitFor();
    const orders = createClient(OrderService, exchange.transport);
    const headers = exchange.headers.alice;
    // The page shows an order before the exchange has answered.
    const listed = async () => (await orders.listOpenOrders({}, { headers })).orders;
    await expect.poll(async () => (await listed()).length).toBe(2);
    const open = await listed();
    for (const { orderId } of open)
      await orders.cancelOrder({ order: { reference: { case: 'orderId', value: orderId } } }, { headers });
  }));

it('trades by keyboard alone', () =>
  withPage(async (page) => {
    await logIn(page, 'alice', PASSWORD);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const keys = page.keyboard;
    await keys.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await keys.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await keys.press('s');
    await keys.press('p');
    await keys.type('101.00');
    await keys.press('ArrowDown');
    await keys.press('q');
    await keys.type('3');
    await keys.press('Enter');
    await page.getByRole('dialog').getByText('Sell 3 ACME at 100.99').waitFor();
    await page.getByRole('button', { name: 'Send' }).press('Enter');
    await ladderRow(page, 'ask 3 at 100.99, 3 of it yours').waitFor();
    await keys.press('Shift+C');
    await page.getByRole('button', { name: 'Cancel them' }).press('Enter');
    await page.getByText('No open orders.').waitFor();
  }));

it('a phone has one part at a time, with seven levels on each side', () =>
  withPage(
    async (page) => {
      await ladderRow(page, 'ask 30 at 100.60').waitFor();
      expect(await page.locator('.sell-rows .ladder-row').count()).toBeGreaterThanOrEqual(7);
      await page.getByRole('button', { name: 'Trade', exact: true }).click();
      await page.getByLabel('Quantity').waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    },
    { width: 390, height: 844 },
  ));

it('the form of a new party shows every wrong field', async () => {
  const { page } = await openPage(browser, exchange.url);
  await logIn(page, 'admin', PASSWORD);
  await page.getByRole('tab', { name: 'Admin', exact: true }).click();
  await page.getByRole('button', { name: 'Parties', exact: true }).click();
  await page.getByRole('button', { name: 'New party' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add the party' }).click();
  await dialog.getByText('Party is required').waitFor();
  await dialog.getByText('Password is required').waitFor();
  await page.context().close();
});

it('a phone has a button in the row of an order that amends it', () =>
  withPage(
    async (page) => {
      await place('alice', Side.BUY, 9_000n, 3n);
      await logIn(page, 'alice', PASSWORD);
      await page.getByRole('button', { name: 'Orders', exact: true }).click();
      await page.getByRole('button', { name: 'Amend', exact: true }).first().click();
      await page.getByRole('dialog', { name: 'Amend the order' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByText('No open orders.').waitFor();
    },
    { width: 390, height: 844 },
  ));

it('a party that is markup is a name, and its session that ends logs it out', async () => {
  const { page } = await openPage(browser, exchange.url);
  const partyId = '<img-src=x>';
  await exchange.admin.createParty({ partyId, password: PASSWORD }, { headers: exchange.headers.admin });
  await logIn(page, partyId, PASSWORD);
  await page.getByText(partyId, { exact: true }).waitFor();
  await exchange.admin.endSessions(
    { which: { case: 'partyId', value: partyId } },
    { headers: exchange.headers.admin },
  );
  await page.getByText(/^Logged out: .*log in again/).waitFor();
  await page.getByRole('button', { name: 'Log in to trade' }).waitFor();
  await page.context().close();
});

it('axe finds nothing serious, whatever tab is seen, dark and light, in both palettes', () =>
  withPage(async (page) => {
    // A flash lasts 150 ms and has no text.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await seriousFindings(page)).toEqual([]);
    await logIn(page, 'admin', PASSWORD);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const tab of ['Order history', 'Everyone', 'Admin']) {
        await page.getByRole('tab', { name: tab, exact: true }).click();
        expect(await seriousFindings(page)).toEqual([]);
      }
      await choosePalette(page, 'Blue, orange');
      expect(await seriousFindings(page)).toEqual([]);
      await choosePalette(page, 'Green, red');
    }
  }));

async function choosePalette(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('button', { name, exact: true }).click();
  await page.keyboard.press('Escape');
}

it('an administrator lists an instrument, with problems at their fields, and adds a party whose name is text', () =>
  withPage(async (page) => {
    await logIn(page, 'admin', PASSWORD);
    await page.getByRole('tab', { name: 'Admin', exact: true }).click();
    await page.getByLabel('Tick', { exact: true }).fill('0.001');
    await page.getByRole('button', { name: 'List the instrument' }).click();
    await page.getByText('Symbol is missing').waitFor();
    await page.getByText('Tick has at most 2 decimal places').waitFor();
    await page.getByLabel('Tick', { exact: true }).fill('0.05');
    await page.getByLabel('Symbol', { exact: true }).fill('NEW-ONE');
    await page.getByRole('button', { name: 'List the instrument' }).click();
    await page.getByRole('table', { name: 'Instruments' }).getByText('NEW-ONE').waitFor();
    await page.getByRole('button', { name: 'Parties', exact: true }).click();
    await page.getByRole('button', { name: 'New party' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Party').fill('<i>carol</i>');
    await dialog.getByLabel('Password').fill('long enough');
    await dialog.getByRole('button', { name: 'Add the party' }).click();
    const parties = page.getByRole('table', { name: 'Parties' });
    await parties.getByText('<i>carol</i>').waitFor();
    await parties.getByRole('button', { name: 'Disable' }).last().click();
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await parties.getByText('disabled').waitFor();
  }));
