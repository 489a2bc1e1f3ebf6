import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Side } from '../../gen/redleaf/v1/order_pb.ts';
import { AmendOrderRequestSchema, OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { seriousFindings } from './accessibility.ts';
import { buildPage, launchBrowser, logIn, openPage } from './browser.ts';

/* Own orders are acted on where they stand: in the ladder and in the table of open orders. */

let exchange: ExchangeUnderTest;
let browser: Browser;
let instrumentId: number;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  await buildPage();
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('ACME', { priceScale: 2 });
  browser = await launchBrowser();
  await place('bob', Side.SELL, 10_060n, 30n);
  await place('bob', Side.BUY, 10_040n, 20n);
});

afterAll(async () => {
  await browser.close();
  await exchange.stop();
});

beforeEach(async () => {
  ({ page, complaints } = await openPage(browser, exchange.url));
  await logIn(page, 'alice', PASSWORD);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
});

afterEach(async () => {
  // The only expected complaints are refusals that the test provokes.
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  await page.context().close();
  const orders = createClient(OrderService, exchange.transport);
  const headers = exchange.headers.alice;
  for (const { orderId } of (await orders.listOpenOrders({}, { headers })).orders) {
    await orders.cancelOrder({ order: { reference: { case: 'orderId', value: orderId } } }, { headers });
  }
});

async function place(party: 'alice' | 'bob', side: Side, price: bigint, quantity: bigint): Promise<bigint> {
  return (await exchange.placeLimit(party, { instrumentId, side, price, quantity })).orderId;
}

const ladderRow = (label: string) => page.getByRole('button', { name: label, exact: true });
const table = () => page.getByRole('table', { name: 'Open orders' });
const orderAt = (price: string) => table().locator('.table-row', { hasText: price }).getByText('ACME');
const dialog = () => page.getByRole('dialog');
const field = (label: string) => dialog().getByLabel(label, { exact: true });

it('an order is amended in the table: Enter opens and sends, Escape leaves', async () => {
  await place('alice', Side.BUY, 10_041n, 7n);
  await orderAt('100.41').click();
  // In the initial layout, a whole row is visible.
  const whole = await table().boundingBox();
  const last = await table().getByRole('button', { name: 'Cancel' }).boundingBox();
  expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual((whole?.x ?? 0) + (whole?.width ?? 0));
  await page.keyboard.press('Enter');
  expect(await field('Price').inputValue()).toBe('100.41');
  await page.keyboard.type('100.45');
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await ladderRow('bid 7 at 100.41, 7 of it yours').waitFor();

  // The table has the focus again.
  await page.keyboard.press('Enter');
  await page.keyboard.type('100.43');
  await dialog().getByText('goes to the end of its queue').waitFor();
  await field('Quantity').fill('5');
  await field('Quantity').press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await ladderRow('bid 4 at 100.43, 4 of it yours').waitFor();
});

it('arrow keys select an order, and C cancels that one', async () => {
  for (const price of [10_041n, 10_042n, 10_043n]) await place('alice', Side.BUY, price, 7n);
  await orderAt('100.41').click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('c');
  await table().getByText('100.42').waitFor({ state: 'detached' });
  // The selected order is gone, and no other one is canceled.
  await page.keyboard.press('c');
  await page.keyboard.press('?');
  await dialog().getByText('cancels the order that is selected').waitFor();
  await page.keyboard.press('Escape');
  await ladderRow('bid 7 at 100.41, 7 of it yours').waitFor();
  await ladderRow('bid 7 at 100.43, 7 of it yours').waitFor();
});

it('what the exchange refuses stands at its field', async () => {
  await place('alice', Side.BUY, 10_041n, 7n);
  // The page checks the bounds too: an intermediate price is outside them.
  await page.route('**/AmendOrder', (route) => {
    const asked = fromBinary(AmendOrderRequestSchema, route.request().postDataBuffer() ?? Buffer.of());
    const postData = Buffer.from(toBinary(AmendOrderRequestSchema, { ...asked, price: -5n }));
    return route.continue({ postData });
  });
  await table().getByRole('button', { name: '100.41' }).click();
  await page.keyboard.type('100.43');
  await page.keyboard.press('Enter');
  await dialog()
    .getByText(/^Price must be a whole number from 1 to/)
    .waitFor();
  expect(await field('Price').getAttribute('aria-invalid')).toBe('true');
  await page.unroute('**/AmendOrder');
  await page.keyboard.press('Enter');
  await ladderRow('bid 7 at 100.43, 7 of it yours').waitFor();
});

it('a click on an own mark of the ladder amends the order, or one of several, or cancels it', async () => {
  await place('alice', Side.BUY, 10_041n, 7n);
  await place('alice', Side.BUY, 10_041n, 5n);
  await ladderRow('Amend your 12 at 100.41').click();
  await dialog().getByRole('button', { name: '5', exact: true }).click();
  expect(await seriousFindings(page)).toEqual([]);
  await field('Price').fill('100.44');
  await page.keyboard.press('Enter');
  await ladderRow('bid 5 at 100.44, 5 of it yours').waitFor();
  await ladderRow('Amend your 7 at 100.41').click();
  await dialog().getByRole('button', { name: 'Cancel the order' }).click();
  await ladderRow('Amend your 7 at 100.41').waitFor({ state: 'detached' });
});

it('an order that is gone while it is amended says so', async () => {
  await place('alice', Side.BUY, 10_041n, 7n);
  await ladderRow('Amend your 7 at 100.41').click();
  await place('bob', Side.SELL, 10_041n, 3n);
  await dialog().getByText('3 of the quantity is filled.').waitFor();
  await place('bob', Side.SELL, 10_041n, 4n);
  await dialog().getByText('The order is not open any more.').waitFor();
  expect(await dialog().getByRole('button', { name: 'Amend' }).isDisabled()).toBe(true);
  // A click outside cancels the edit.
  await page.mouse.click(5, 5);
  await dialog().waitFor({ state: 'detached' });
});

it('Ctrl click on a price fills the ticket, and sends at once where that is on', async () => {
  await page.getByLabel('Quantity').fill('3');
  await ladderRow('bid 20 at 100.40').click({ modifiers: ['Control'] });
  expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('100.40');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByLabel('Ctrl click on a price').check();
  await page.keyboard.press('Escape');
  await page.getByLabel('Quantity').fill('');
  await ladderRow('bid 20 at 100.40').click({ modifiers: ['Control'] });
  await page.getByText("Nothing is sent: the ticket's quantity is missing").waitFor();
  await page.getByLabel('Quantity').fill('3');
  await ladderRow('bid 20 at 100.40').click({ modifiers: ['Control'] });
  await ladderRow('bid 23 at 100.40, 3 of it yours').waitFor();
  // A click without Ctrl cancels nothing and only fills the ticket.
  await ladderRow('bid 23 at 100.40, 3 of it yours').click();
  await ladderRow('ask 30 at 100.60').click();
  expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('100.60');
  expect(await table().locator('.table-row').count()).toBe(1);
});

/** Positions of the drawn texts in pixels, not of their boxes. */
interface Geometry {
  readonly ladder: Box;
  readonly head: Box;
  readonly spread: Box;
  /** From the highest ask to the lowest bid. */
  readonly rows: readonly Box[];
  /** Own size, price, size and total of the header and of each row with a level. */
  readonly texts: readonly (readonly (Box | null)[])[];
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MEASURE = `(() => {
  const box = (thing) => {
    const { left, right, top, bottom } = thing.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const textBox = (element) => {
    if (!element?.checkVisibility()) return null;
    const range = document.createRange();
    range.selectNodeContents(element);
    return box(range);
  };
  const one = (selector) => document.querySelector(selector);
  const rows = [...document.querySelectorAll('.ladder-row')];
  const cells = (row) => ['.ladder-own', '.ladder-price', '.ladder-price + span', '.ladder-total'].map(
    (selector) => textBox(row.querySelector(selector)),
  );
  return {
    ladder: box(one('.ladder')),
    head: box(one('.ladder-head')),
    spread: box(one('.ladder-spread')),
    rows: rows.map(box),
    texts: [one('.ladder-head'), ...rows.filter((row) => row.querySelector('.price').textContent)].map(cells),
  };
})()`;

it.each([
  { name: 'wide', width: 1440, height: 900, hasTotal: true },
  { name: 'narrow', width: 800, height: 600, hasTotal: false },
])(
  'the ladder is $name: rows fit, the spread is in the middle, columns are aligned, nothing is covered',
  async ({ width, height, hasTotal }) => {
    await page.setViewportSize({ width, height });
    for (let step = 1n; step <= 12n; step += 1n) {
      await place('alice', Side.BUY, 10_040n - step, step ** 5n);
      await place('alice', Side.SELL, 10_060n + step, step ** 5n);
    }
    await ladderRow('Amend your 1 at 100.39').waitFor();
    await ladderRow('Amend your 1 at 100.61').waitFor();
    // A narrow ladder has no totals.
    await expect.poll(() => page.locator('.ladder-head .ladder-total').isVisible()).toBe(hasTotal);
    const { ladder, head, spread, rows, texts } = await page.evaluate<Geometry>(MEASURE);

    expect(rows[0]?.top).toBeGreaterThanOrEqual(head.bottom);
    expect(rows.at(-1)?.bottom).toBeLessThanOrEqual(ladder.bottom);
    expect(rows.some(({ bottom }) => Math.abs(bottom - spread.top) < 1)).toBe(true);
    expect(rows.some(({ top }) => Math.abs(top - spread.bottom) < 1)).toBe(true);
    expect(spread.left).toBe(ladder.left);
    expect(spread.right).toBe(ladder.right);
    const middle = (head.bottom + ladder.bottom) / 2;
    expect(Math.abs((spread.top + spread.bottom) / 2 - middle)).toBeLessThan(2);

    expect(texts.length).toBeGreaterThan(10);
    for (const column of hasTotal ? [1, 2, 3] : [1, 2]) {
      const ends = texts.map((cells) => cells[column]?.right ?? 0);
      expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(1);
    }
    const ownStarts = texts.flatMap(([own]) => own?.left ?? []);
    expect(ownStarts.length).toBeGreaterThan(8);
    expect(Math.max(...ownStarts) - Math.min(...ownStarts)).toBeLessThan(1);
    for (const cells of texts) {
      const seen = cells.flatMap((cell) => cell ?? []);
      expect(seen[0]?.left).toBeGreaterThanOrEqual(ladder.left);
      for (const [index, cell] of seen.entries()) {
        expect(cell.right).toBeLessThan(seen[index + 1]?.left ?? ladder.right);
      }
    }
  },
);
