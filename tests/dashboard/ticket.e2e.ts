import { createClient } from '@connectrpc/connect';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OrderStatus, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { seriousFindings } from './accessibility.ts';
import { buildPage, launchBrowser, logIn, openPage } from './browser.ts';

const MINUTE_MS = 60_000;

let exchange: ExchangeUnderTest;
let browser: Browser;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  await buildPage();
  exchange = await ExchangeUnderTest.start({ CLOCK: 'manual' });
  await exchange.createInstrument('ACME', { priceScale: 2 });
  browser = await launchBrowser();
  ({ page, complaints } = await openPage(browser, exchange.url));
  await logIn(page, 'alice', PASSWORD);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
});

afterAll(async () => {
  await browser.close();
  await exchange.stop();
});

const advance = (durationNs: bigint) =>
  exchange.admin.advanceClock(
    { to: { case: 'durationNs', value: durationNs } },
    { headers: exchange.headers.admin },
  );
/** As the field has it: a minute, in the time zone of the browser. */
const fieldText = (ms: number) =>
  page.evaluate((utcMs) => {
    const local = new Date(utcMs - new Date(utcMs).getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 16);
  }, ms);

it('an order good till a date is given its time, which must be there and later than now, and expires then', async () => {
  const { timeNs } = await advance(1n);
  const nowMs = Number(timeNs / 1_000_000n);
  const expireMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + 10 * MINUTE_MS;
  const expires = page.getByLabel('Expires');
  await page.getByLabel('Price', { exact: true }).fill('100.50');
  await page.getByLabel('Quantity').fill('7');
  expect(await expires.count()).toBe(0);
  await page.getByRole('group', { name: 'Time in force' }).getByText('GTD').click();
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByLabel('Quantity').press('Enter');
  await page.getByText('Expires is missing').waitFor();
  expect(await expires.getAttribute('aria-invalid')).toBe('true');

  await expires.fill(await fieldText(nowMs - MINUTE_MS));
  await page.getByText('Expires is missing').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Buy 7 ACME at 100.50' }).click();
  await page.getByLabel('Do not ask again').check();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Expires must be later than now').waitFor();

  await expires.fill(await fieldText(expireMs));
  await page.getByRole('button', { name: 'Buy 7 ACME at 100.50' }).click();
  const open = page.getByRole('table', { name: 'Open orders' }).getByText('100.50');
  await open.waitFor();
  const orders = createClient(OrderService, exchange.transport);
  const headers = exchange.headers.alice;
  const expireTimeNs = BigInt(expireMs) * 1_000_000n;
  const listed = async () => (await orders.listOpenOrders({}, { headers })).orders[0];
  // The page shows an order that is on its way.
  await expect.poll(listed).toBeDefined();
  const order = await listed();
  expect(order).toMatchObject({ side: Side.BUY, timeInForce: TimeInForce.GTD, expireTimeNs, quantity: 7n });

  await advance(expireTimeNs - timeNs - 1n);
  expect(await open.count()).toBe(1);
  await advance(1n);
  await open.waitFor({ state: 'detached' });
  const orderId = order?.orderId ?? 0n;
  const expired = await orders.getOrder(
    { order: { reference: { case: 'orderId', value: orderId } } },
    { headers },
  );
  expect(expired.order?.orderStatus).toBe(OrderStatus.EXPIRED);
  await page.getByRole('tab', { name: 'Order history' }).click();
  await page
    .getByRole('table', { name: 'Order history' })
    .getByRole('cell', { name: 'Expired', exact: true })
    .waitFor();
  // Another type has no time in force, and no time.
  await page.getByRole('group', { name: 'Order type' }).getByText('Market').click();
  await expires.waitFor({ state: 'detached' });
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
});
