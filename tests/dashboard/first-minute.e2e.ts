import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { seriousFindings } from './accessibility.ts';
import { buildPage, launchBrowser, logIn, openPage } from './browser.ts';

/* What a page does in the first minute of somebody who has never seen it. */

const PEOPLE = [{ partyId: 'alice', password: PASSWORD }];

let exchange: ExchangeUnderTest;
let browser: Browser;
let instrumentId: number;
/** The offered logins. As in a demo, they appear only when the parties can log in. */
let offered: typeof PEOPLE = [];

beforeAll(async () => {
  await buildPage();
  // DEMO alone does not offer logins; only a running demo does.
  exchange = await ExchangeUnderTest.start(
    { DEMO: 'true', MAX_OPEN_ORDERS_PER_PARTY: '2' },
    { offeredLogins: () => offered },
  );
  instrumentId = await exchange.createInstrument('ACME', { priceScale: 2 });
  browser = await launchBrowser();
  await place('bob', Side.SELL, 10_060n, 40n);
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
async function withPage(people: typeof PEOPLE, work: (page: Page) => Promise<void>) {
  offered = people;
  const { page, complaints } = await openPage(browser, exchange.url);
  await work(page);
  expect(complaints).toEqual([]);
  await page.context().close();
}

const guideOf = (page: Page) => page.getByRole('region', { name: 'First steps' });
const ladderRow = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true });

async function send(page: Page, name: string) {
  await page.getByRole('button', { name }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
}

it('offers nobody where no demo runs, and explains nothing', () =>
  withPage([], async (page) => {
    await page.getByRole('button', { name: 'Log in to trade' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await page.getByRole('button', { name: /^Trade as/ }).count()).toBe(0);
    expect(await guideOf(page).count()).toBe(0);
  }));

it('leads through the first order, step by step as it is done, and is seen once', () =>
  withPage(PEOPLE, async (page) => {
    const guide = guideOf(page);
    await guide.getByText('A live market').waitFor();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await seriousFindings(page)).toEqual([]);
    await guide.getByRole('button', { name: 'Trade as alice' }).click();
    await guide.getByText('Choose a price').waitFor();
    await ladderRow(page, 'bid 20 at 100.40').click();
    await guide.getByText('Choose a quantity, and send').waitFor();
    // Without a position, the default is a part of the best level on the other side.
    await page.getByRole('button', { name: '25 %' }).click();
    await page.locator('.preview').getByText('0 → +10', { exact: true }).waitFor();
    await send(page, 'Buy 10 ACME at 100.40');
    await guide.getByText('Your order is in the market').waitFor();
    await ladderRow(page, 'bid 30 at 100.40, 10 of it yours').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await guide.getByText('Nothing is left in the market').waitFor();
    await guide.getByRole('button', { name: 'Done' }).click();
    await guide.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
    expect(await guide.count()).toBe(0);
  }));

it('says in the guide why nobody is logged in', async () => {
  offered = [{ partyId: 'alice', password: 'not this one' }];
  // The browser's console has the refusal too.
  const { page } = await openPage(browser, exchange.url, { width: 390, height: 844 });
  await guideOf(page).getByRole('button', { name: 'Trade as alice' }).click();
  await guideOf(page).getByText('the party or its password is wrong').waitFor();
  await guideOf(page).getByText('Look under Market').waitFor();
  await page.context().close();
});

it('Escape in the guide sends it away, and the menu brings it back', () =>
  withPage(PEOPLE, async (page) => {
    const guide = guideOf(page);
    await page.getByLabel('Price', { exact: true }).fill('100.50');
    await guide.getByRole('button', { name: 'Skip' }).press('Escape');
    await guide.waitFor({ state: 'detached' });
    // The guide has handled the key.
    expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('100.50');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'First steps' }).click();
    await guide.waitFor();
  }));

it('the menu closes at Escape, which returns the focus, and at a click outside', () =>
  withPage([], async (page) => {
    const button = page.getByRole('button', { name: 'Menu' });
    const inside = page.getByRole('group', { name: 'Theme' });
    await page.getByLabel('Price', { exact: true }).fill('100.50');
    await button.press('Enter');
    await inside.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await inside.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Menu');
    expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('100.50');
    await button.click();
    await inside.waitFor();
    await page.mouse.click(700, 500);
    await inside.waitFor({ state: 'detached' });
  }));

it('the wheel moves the number that has the focus, and no other', () =>
  withPage([], async (page) => {
    const price = page.getByLabel('Price', { exact: true });
    await price.fill('100.50');
    await price.hover();
    await page.mouse.wheel(0, -100);
    await expect.poll(() => price.inputValue()).toBe('100.52');
    await page.getByLabel('Quantity').focus();
    await page.mouse.wheel(0, -100);
    await page.getByLabel('Quantity').press('ArrowUp');
    expect(await price.inputValue()).toBe('100.52');
  }));

it('a fill and a reject are heard once that is turned on', async () => {
  // The browser's console has the reject too.
  const { page } = await openPage(browser, exchange.url);
  await page.evaluate(`{
      const { start } = OscillatorNode.prototype;
      window.tones = [];
      OscillatorNode.prototype.start = function (when) {
        window.tones.push(this.frequency.value);
        start.call(this, when);
      };
    }`);
  const tones = () => page.evaluate('window.tones.splice(0)');
  await logIn(page, 'alice', PASSWORD);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  const buy = async (price: string) => {
    await page.getByLabel('Price', { exact: true }).fill(price);
    await page.getByLabel('Quantity').fill('1');
    await send(page, `Buy 1 ACME at ${price}`);
  };
  await buy('100.60');
  await page.getByText('Buy 1 ACME at 100.60: filled').waitFor();
  expect(await tones()).toEqual([]);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByLabel('A sound for a fill or a reject').check();
  // It sounds once, as an example.
  await expect.poll(tones, { timeout: 10_000 }).toEqual([660, 880]);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
  await buy('100.60');
  await expect.poll(tones, { timeout: 10_000 }).toEqual([660, 880]);
  await page.locator('.preview').getByText('+2 → +3', { exact: true }).waitFor();
  // More open orders than the maximum of a party.
  for (const price of [10_001n, 10_002n]) await place('alice', Side.BUY, price, 1n);
  await buy('100.00');
  await expect.poll(tones, { timeout: 10_000 }).toEqual([330, 220]);
  await page.context().close();
});
