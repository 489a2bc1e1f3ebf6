import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { AmendOrderRequestSchema, OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../rpc/running-exchange.ts';
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
  // A refusal is one that a test asked for.
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  await page.context().close();
  const orders = createClient(OrderService, exchange.transport);
  const headers = exchange.headers.alice;
  for (const { orderId } of (await orders.listOpenOrders({}, { headers })).orders) {
    await orders.cancelOrder({ order: { reference: { case: 'orderId', value: orderId } } }, { headers });
  }
});

async function place(party: 'alice' | 'bob', side: Side, price: bigint, quantity: bigint): Promise<bigint> {
  const orders = createClient(OrderService, exchange.transport);
  const order = { instrumentId, side, price, quantity, orderType: OrderType.LIMIT };
  return (await orders.placeOrder(order, { headers: exchange.headers[party] })).orderId;
}

const ladderRow = (label: string) => page.getByRole('button', { name: label, exact: true });
const table = () => page.getByRole('table', { name: 'Open orders' });
const orderAt = (price: string) => table().locator('.table-row', { hasText: price }).getByText('ACME');
const dialog = () => page.getByRole('dialog');
const field = (label: string) => dialog().getByLabel(label, { exact: true });

it('an order is amended in the table: Enter opens and sends, Escape leaves', async () => {
  await place('alice', Side.BUY, 10_041n, 7n);
  await orderAt('100.41').click();
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
  // What was selected is gone: nothing else is canceled.
  await page.keyboard.press('c');
  await page.keyboard.press('?');
  await dialog().getByText('cancels the order that is selected').waitFor();
  await page.keyboard.press('Escape');
  await ladderRow('bid 7 at 100.41, 7 of it yours').waitFor();
  await ladderRow('bid 7 at 100.43, 7 of it yours').waitFor();
});

it('what the exchange refuses stands at its field', async () => {
  await place('alice', Side.BUY, 10_041n, 7n);
  // The page knows the bounds as well: on the way the price leaves them.
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
