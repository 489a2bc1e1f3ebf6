import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { buildPage, launchBrowser, logIn, openPage } from './browser.ts';

/* At every size, with numbers as long as they get: nothing is cut off, nothing lies over something else. */

let exchange: ExchangeUnderTest;
let browser: Browser;

beforeAll(async () => {
  await buildPage();
  exchange = await ExchangeUnderTest.start({ PUBLIC_PARTIES: 'true' });
  browser = await launchBrowser();
  const description = 'A coin with a description that is longer than any banner has room for';
  const scales = { priceScale: 2, quantityScale: 4, tickSize: 50n, maxPrice: 200_000_000n };
  const instrumentId = await exchange.createInstrument('BTC-USD', { ...scales, description });
  const place = (party: 'alice' | 'bob', side: Side, price: bigint, quantity: bigint) =>
    exchange.placeLimit(party, { instrumentId, side, price, quantity });
  await place('bob', Side.SELL, 123_456_750n, 44_567_890n);
  await place('alice', Side.BUY, 123_456_750n, 34_567_891n);
  await place('alice', Side.BUY, 123_456_000n, 12_345_678n);
});

afterAll(async () => {
  await browser.close();
  await exchange.stop();
});

/** Elements that must be fully visible. */
const WHOLE = [
  ...['.banner-facts', '.banner-symbol', '.banner-last', '.fact dt', '.fact dd', '.badge', '.banner .button'],
  ...['.panel-header', '.tabs', '.tab', '.panel-tools', '.panel-tools .button', '.choices > button'],
  ...['[role=columnheader]', '.table-scroll', '.table-row > .number', '.table-totals > .number'],
  ...['.ladder-row', '.ladder-head > span', '.tape-row > span', '.phone-bar > button', '.ticket .button'],
].join(', ');

/** Elements that must not overlap their neighbours. */
const APART =
  '.banner > *, .banner-end > *, .banner-facts > *, .tab, .panel-tools > *, [role=columnheader], .phone-bar > *';

/** Descriptions of cut-off and overlapping elements. */
const FAULTS = `(() => {
  const shown = (element) => element.clientWidth > 1 && element.checkVisibility();
  const name = (element) => '<' + element.className + '> ' + element.textContent.slice(0, 40);
  const cut = [...document.querySelectorAll(${JSON.stringify(WHOLE)})]
    .filter((element) => shown(element) && element.scrollWidth > element.clientWidth)
    .map((element) => 'cut: ' + name(element) + ' ' + element.scrollWidth + ' > ' + element.clientWidth);
  const boxes = [...document.querySelectorAll(${JSON.stringify(APART)})]
    .filter(shown)
    .map((element) => ({ element, box: element.getBoundingClientRect() }));
  const over = boxes.flatMap(({ element, box }, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => other.element.parentElement === element.parentElement)
      .filter(
        (other) =>
          box.right > other.box.left + 0.5 &&
          other.box.right > box.left + 0.5 &&
          box.bottom > other.box.top + 0.5 &&
          other.box.bottom > box.top + 0.5,
      )
      .map((other) => 'over: ' + name(element) + ' and ' + name(other.element)),
  );
  const beyond = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
  return [...cut, ...over, ...beyond];
})()`;

/** The faults of the layout after all data has arrived and the layout is stable. */
async function faultsOf(page: Page, where: string): Promise<readonly string[]> {
  await page.waitForTimeout(120);
  let faults: unknown;
  for (let attempt = 0; attempt < SETTLING; attempt += 1) {
    faults = await page.evaluate(FAULTS);
    if (Array.isArray(faults) && faults.length === 0) return [];
    await page.waitForTimeout(100);
  }
  return [`${where}: ${JSON.stringify(faults)}`];
}

const SETTLING = 20;

async function faultsOfTabs(page: Page, where: string): Promise<readonly string[]> {
  const found = [...(await faultsOf(page, where))];
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    found.push(...(await faultsOf(page, `${where}, ${await tab.textContent()}`)));
  }
  return found;
}

async function openAt(viewport: { readonly width: number; readonly height: number }) {
  const { page } = await openPage(browser, exchange.url, viewport);
  await page.getByText('1,234,567.50').first().waitFor();
  expect(await faultsOf(page, 'logged out')).toEqual([]);
  await logIn(page, 'alice', PASSWORD);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  return page;
}

it.each([
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 820, height: 1180 },
])('at $width × $height nothing is cut off or covered, whatever tab is seen', async (viewport) => {
  const page = await openAt(viewport);
  await page.getByRole('button', { name: 'Cancel all 1' }).waitFor();
  expect(await faultsOfTabs(page, 'logged in')).toEqual([]);
  await page.context().close();
});

it('on a phone nothing is cut off or covered, whatever part is seen', async () => {
  const page = await openAt({ width: 390, height: 844 });
  for (const part of await page.locator('.phone-bar > button').all()) {
    await part.click();
    expect(await faultsOfTabs(page, `${await part.textContent()}`)).toEqual([]);
  }
  await page.context().close();
});
