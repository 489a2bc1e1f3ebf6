import { readFile } from 'node:fs/promises';
import { toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { connectRedleaf } from '@redleaf/client';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SortOrder } from '../../gen/redleaf/v1/history_pb.ts';
import { HistoryService, ListOrdersResponseSchema } from '../../gen/redleaf/v1/history_service_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import type { Position } from '../../gen/redleaf/v1/position_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { buildPage, launchBrowser, logIn, openPage } from './browser.ts';

/* Order history, fills and positions are what the API answers, in a browser: as they come, sorted, filtered and saved. */

/** ACME and COIN have different scales, so a list sorted by minor units is in the wrong order. */
const SCALES = { ACME: { price: 2, quantity: 0 }, COIN: { price: 4, quantity: 4 } } as const;
type Symbol = keyof typeof SCALES;

let exchange: ExchangeUnderTest;
let browser: Browser;
const ids = new Map<Symbol, number>();

beforeAll(async () => {
  await buildPage();
  exchange = await ExchangeUnderTest.start({ PUBLIC_PARTIES: 'true' });
  for (const symbol of ['ACME', 'COIN'] as const) {
    const { price, quantity } = SCALES[symbol];
    ids.set(symbol, await exchange.createInstrument(symbol, { priceScale: price, quantityScale: quantity }));
  }
  await place('bob', 'ACME', Side.SELL, 10_060n, 30n);
  await place('bob', 'ACME', Side.SELL, 10_070n, 1_500n);
  await place('bob', 'COIN', Side.BUY, 95_000n, 40_000n);
  // One order with two fills, one partly filled, one resting, one canceled.
  await place('alice', 'ACME', Side.BUY, 10_070n, 1_030n);
  await place('alice', 'COIN', Side.SELL, 95_000n, 52_500n);
  await place('alice', 'ACME', Side.BUY, 9_000n, 5n);
  const canceled = await place('alice', 'COIN', Side.BUY, 10_000n, 10_000n);
  const orders = createClient(OrderService, exchange.transport);
  await orders.cancelOrder(
    { order: { reference: { case: 'orderId', value: canceled.orderId } } },
    { headers: exchange.headers.alice },
  );
  await vi.waitUntil(async () => (await historyOfApi()).length === 4, { timeout: 30_000 });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await exchange.stop();
});

function place(party: 'alice' | 'bob', symbol: Symbol, side: Side, price: bigint, quantity: bigint) {
  return exchange.placeLimit(party, { instrumentId: ids.get(symbol) ?? 0, side, price, quantity });
}

type Row = Readonly<Record<string, string>>;

async function withPanel(
  tab: string,
  table: string,
  work: (page: Page, rows: () => Promise<Row[]>) => Promise<void>,
) {
  const { page, complaints } = await openPage(browser, exchange.url, { width: 1600, height: 900 });
  await logIn(page, 'alice', PASSWORD);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  await page.getByRole('tab', { name: tab, exact: true }).click();
  await work(page, () => rowsOf(page, table));
  expect(complaints).toEqual([]);
  await page.context().close();
}

/** Texts of the rows from top to bottom, by column title. */
async function rowsOf(page: Page, name: string): Promise<Row[]> {
  const table = page.getByRole('table', { name, exact: true });
  const texts = (selector: string) => table.locator(selector).allTextContents();
  const titles = (await texts('[role=columnheader]')).map((title) => title.replace(/[▲▼]/, ''));
  const rows = await Promise.all(
    (await table.locator('.table-row').all()).map(async (row) => {
      const cells = await row.getByRole('cell').allTextContents();
      const values = cells.map((cell, at) => [titles[at] ?? '', cell.replace(/[▲▼▸▾]/, '')]);
      return { at: Number(await row.getAttribute('aria-rowindex')), row: Object.fromEntries(values) };
    }),
  );
  return rows.sort((a, b) => a.at - b.at).map(({ row }) => row);
}

async function saved(page: Page, panel: string): Promise<{ readonly name: string; readonly rows: Row[] }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save ${panel} as CSV` }).click();
  const download = await coming;
  const text = await readFile(await download.path(), 'utf8');
  const rows: Row[] = parse(text, { bom: true, columns: true });
  return { name: download.suggestedFilename(), rows };
}

/** The columns that are equal on the page and in the file. */
function only(rows: readonly Row[], titles: readonly string[]): Row[] {
  return rows.map((row) =>
    Object.fromEntries(titles.map((title) => [title, row[title]?.replaceAll(',', '') ?? ''])),
  );
}

function symbolOf(instrumentId: number): Symbol {
  return ids.get('ACME') === instrumentId ? 'ACME' : 'COIN';
}

function decimal(minorUnits: bigint | number, scale: number): string {
  return (Number(minorUnits) / 10 ** scale).toFixed(scale);
}

const signed = (minorUnits: bigint, scale: number) =>
  `${minorUnits > 0n ? '+' : ''}${decimal(minorUnits, scale)}`;

function byNumber(title: string) {
  return (a: Row, b: Row) => Number(b[title]) - Number(a[title]);
}

async function sortBy(page: Page, table: string, title: string): Promise<void> {
  await page.getByRole('table', { name: table }).getByRole('button', { name: title, exact: true }).click();
}

async function historyOfApi(): Promise<Row[]> {
  const request = { sortOrder: SortOrder.NEWEST_FIRST };
  const client = createClient(HistoryService, exchange.transport);
  const { orders } = await client.listOrders(request, { headers: exchange.headers.alice });
  return orders.map(({ orderId, instrumentId, side, price, quantity, cumQuantity }) => {
    const symbol = symbolOf(instrumentId);
    const scale = SCALES[symbol];
    return {
      ...{ Order: String(orderId), Symbol: symbol, Side: side === Side.BUY ? 'Buy' : 'Sell' },
      ...{ Price: decimal(price, scale.price), Quantity: decimal(quantity, scale.quantity) },
      Filled: decimal(cumQuantity, scale.quantity),
    };
  });
}

const HISTORY = ['Order', 'Symbol', 'Side', 'Price', 'Quantity', 'Filled'];

it('the order history is what the API lists: sorted, filtered, saved, with fills below their order', () =>
  withPanel('Order history', 'Order history', async (page, rows) => {
    const listed = await historyOfApi();
    await expect.poll(async () => only(await rows(), HISTORY)).toEqual(listed);
    expect((await rows()).map(({ Status }) => Status)).toEqual([
      'Canceled',
      'Open',
      'Partly filled',
      'Filled',
    ]);

    await sortBy(page, 'Order history', 'Price');
    const byPrice = listed.toSorted(byNumber('Price'));
    await expect.poll(async () => only(await rows(), HISTORY)).toEqual(byPrice);
    const file = await saved(page, 'order history');
    expect(file.name).toBe('order-history.csv');
    expect(only(file.rows, HISTORY)).toEqual(byPrice);

    await page.getByLabel('Filter order history').fill('coin');
    const coins = byPrice.filter(({ Symbol: symbol }) => symbol === 'COIN');
    await expect.poll(async () => only(await rows(), HISTORY)).toEqual(coins);
    expect(only((await saved(page, 'order history')).rows, HISTORY)).toEqual(coins);

    await page.getByLabel('Filter order history').fill('1,030');
    await page.getByRole('button', { name: /^Fills of order/ }).click();
    await expect
      .poll(async () => (await rows()).map(({ Filled, Average }) => [Filled, Average]))
      .toEqual([
        ['1,030', '100.6971'],
        ['1,000', '100.70'],
        ['30', '100.60'],
      ]);
  }));

async function fillsOfApi(): Promise<Row[]> {
  const request = { sortOrder: SortOrder.NEWEST_FIRST };
  const client = createClient(HistoryService, exchange.transport);
  const { fills } = await client.listFills(request, { headers: exchange.headers.alice });
  return fills.map(({ orderId, side, isMaker, trade }) => {
    const { tradeId = 0n, instrumentId = 0, price = 0n, quantity = 0n } = trade ?? {};
    const symbol = symbolOf(instrumentId);
    const scale = SCALES[symbol];
    return {
      ...{ Symbol: symbol, Side: side === Side.BUY ? 'Buy' : 'Sell', Price: decimal(price, scale.price) },
      ...{ Quantity: decimal(quantity, scale.quantity), Role: isMaker ? 'Maker' : 'Taker' },
      ...{ Trade: String(tradeId), Order: String(orderId) },
    };
  });
}

const FILLS = ['Symbol', 'Side', 'Price', 'Quantity', 'Role', 'Trade', 'Order'];

it('fills are what the API lists, and a new one is there at once', () =>
  withPanel('Fills', 'Fills', async (page, rows) => {
    const listed = await fillsOfApi();
    expect(listed).toHaveLength(3);
    await expect.poll(async () => only(await rows(), FILLS)).toEqual(listed);

    await sortBy(page, 'Fills', 'Price');
    await expect.poll(async () => only(await rows(), FILLS)).toEqual(listed.toSorted(byNumber('Price')));
    await sortBy(page, 'Fills', 'Price');
    await sortBy(page, 'Fills', 'Price');

    // Bob trades with alice's resting order.
    await place('bob', 'COIN', Side.BUY, 95_000n, 2_500n);
    await expect.poll(async () => (await rows()).length).toBe(4);
    await expect.poll(async () => (await fillsOfApi()).length).toBe(4);
    const after = await fillsOfApi();
    expect(after[0]).toMatchObject({ Symbol: 'COIN', Quantity: '0.2500', Role: 'Maker' });
    expect(only(await rows(), FILLS)).toEqual(after);

    await page.getByLabel('Filter fills').fill('taker');
    const takers = after.filter(({ Role }) => Role === 'Taker');
    await expect.poll(async () => only(await rows(), FILLS)).toEqual(takers);
    const file = await saved(page, 'fills');
    expect(file.name).toBe('fills.csv');
    expect(only(file.rows, FILLS)).toEqual(takers);
    // The page rounds, the file is exact.
    expect((await rows()).map(({ Value }) => Value)).toEqual(['38.0000', '100,700.00', '3,018.00']);
    expect(file.rows.map(({ Value }) => Value)).toEqual(['38.00000000', '100700.00', '3018.00']);
  }));

async function positionsOfApi(allParties: boolean): Promise<Row[]> {
  const client = createClient(PositionService, exchange.transport);
  const { positions } = await client.listPositions({ allParties }, { headers: exchange.headers.alice });
  return positions.map(positionRow);
}

function positionRow({ partyId, instrumentId, netQuantity, unrealizedPnl, realizedPnl }: Position): Row {
  const symbol = symbolOf(instrumentId);
  const { price, quantity } = SCALES[symbol];
  return {
    ...{ Party: partyId, Symbol: symbol, Net: signed(BigInt(netQuantity), quantity) },
    Unrealised: signed(BigInt(unrealizedPnl), price + quantity),
    Realised: signed(BigInt(realizedPnl), price + quantity),
  };
}

/** The rows of the file, in the order of their names. */
const inOrder = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort();

it.each([
  { tab: 'Positions', table: 'Positions', panel: 'positions', allParties: false, count: 2, keys: ['Symbol'] },
  ...[{ tab: 'Everyone', table: "Everyone's positions", panel: 'all positions', allParties: true }].map(
    (everyone) => ({ ...everyone, count: 4, keys: ['Party', 'Symbol'] }),
  ),
])(
  '$table are what the API lists: sorted, filtered, saved',
  ({ tab, table, panel, allParties, count, keys }) =>
    withPanel(tab, table, async (page, rows) => {
      // By now there is a realized profit and an unrealized one.
      await place('bob', 'ACME', Side.BUY, 10_100n, 3n);
      await place('alice', 'ACME', Side.SELL, 10_100n, 3n);
      const titles = [...keys, 'Net', 'Unrealised', 'Realised'];
      const listed = only(await positionsOfApi(allParties), titles);
      expect(listed).toHaveLength(count);
      await expect
        .poll(async () => inOrder(only((await saved(page, panel)).rows, titles)))
        .toEqual(inOrder(listed));
      const shown = [...keys, 'Net'];
      expect(inOrder(only(await rows(), shown))).toEqual(inOrder(only(listed, shown)));

      await sortBy(page, table, 'Net');
      await expect
        .poll(async () => only(await rows(), ['Net']))
        .toEqual(only(listed.toSorted(byNumber('Net')), ['Net']));

      await page.getByLabel(`Filter ${panel}`).fill('coin');
      const coins = listed.filter(({ Symbol: symbol }) => symbol === 'COIN');
      await expect.poll(async () => inOrder(only(await rows(), shown))).toEqual(inOrder(only(coins, shown)));
      const file = await saved(page, panel);
      expect(file.name).toBe(`${panel.replace(' ', '-')}.csv`);
      expect(inOrder(only(file.rows, titles))).toEqual(inOrder(coins));
    }),
);

/** Places a number of alice's orders, each closed at once, and returns the id of the last. */
async function placeMany(rounds: number): Promise<bigint> {
  const client = connectRedleaf({ url: exchange.url, partyId: 'alice', password: PASSWORD });
  const entry = client.openOrderEntry();
  const instrumentId = ids.get('ACME') ?? 0;
  let last = 0n;
  for (let round = 0; round < rounds; round += 1) {
    const order = { instrumentId, side: Side.BUY, orderType: OrderType.MARKET, quantity: 1n };
    const placed = await Promise.all(Array.from({ length: 250 }, () => entry.place(order)));
    last = placed.at(-1)?.orderId ?? 0n;
  }
  await entry.close();
  client.close();
  return last;
}

/** The table with the page's order history. */
function historyOn(page: Page) {
  const table = page.getByRole('table', { name: 'Order history' });
  const rowCount = async () => Number(await table.getAttribute('aria-rowcount'));
  return {
    rowCount,
    shows: (orderId: bigint) =>
      table.getByRole('button', { name: `Fills of order ${orderId}`, exact: true }).waitFor(),
    /** Loads older rows, and returns the number of rows. */
    readOn: async () => {
      await table.getByRole('rowgroup').press('End');
      return rowCount();
    },
  };
}

async function orderCountOfApi(): Promise<number> {
  const client = connectRedleaf({ url: exchange.url, partyId: 'alice', password: PASSWORD });
  let count = 0;
  let pageToken = '';
  do {
    const page = await client.history.listOrders({ pageSize: 1_000, pageToken });
    count += page.orders.length;
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  client.close();
  return count;
}

/** Time for a page to receive two thousand orders. */
const HEARING_MS = 2_000;

it('the order history has every order, also when nothing was drawn while they came', () =>
  withPanel('Order history', 'Order history', async (page) => {
    const { rowCount, shows, readOn } = historyOn(page);
    await expect.poll(rowCount).toBeGreaterThan(0);
    // As on a page in the background.
    await page.evaluate(`
      window.frames = [];
      window.drawFrame = window.requestAnimationFrame;
      window.requestAnimationFrame = (draw) => window.frames.push(draw);
    `);
    const before = await orderCountOfApi();
    const last = await placeMany(8);
    // Wait until the page has received all. Nothing on the page shows it.
    await page.waitForTimeout(HEARING_MS);
    await page.evaluate(`
      window.requestAnimationFrame = window.drawFrame;
      for (const draw of window.frames) window.requestAnimationFrame(draw);
    `);
    await shows(last);
    // The history may have been behind when the orders before were counted.
    const listed = async () => ({ more: (await readOn()) - before, all: (await orderCountOfApi()) - before });
    await expect.poll(listed, { timeout: 40_000 }).toSatisfy(({ more, all }) => more === all && all >= 2_000);
  }));

it('the order history of a busy party stays small, and is read on to its oldest order', () =>
  withPanel('Order history', 'Order history', async (page) => {
    const { rowCount, shows, readOn } = historyOn(page);
    await expect.poll(rowCount).toBeGreaterThan(0);
    const before = await orderCountOfApi();
    await shows(await placeMany(18));
    // Of 4,500: the live orders, those since the list was read, and one page.
    // The history may lag for a moment.
    await expect.poll(rowCount, { timeout: 40_000 }).toBeLessThan(3_600);
    await expect.poll(readOn, { timeout: 40_000 }).toBe(before + 4_500);
  }));

it('the order history has every order, also where the history of the exchange is behind', () =>
  withPanel('Order history', 'Order history', async (page) => {
    const { rowCount, shows, readOn } = historyOn(page);
    await expect.poll(rowCount).toBeGreaterThan(0);
    const history = createClient(HistoryService, exchange.transport);
    const request = { sortOrder: SortOrder.NEWEST_FIRST, pageSize: 200 };
    const before = await history.listOrders(request, { headers: exchange.headers.alice });
    let isBehind = true;
    // The page gets a list from before the new orders.
    await page.route('**/HistoryService/ListOrders', async (route) => {
      if (!isBehind) return route.continue();
      const headers = { 'content-type': 'application/proto' };
      return route.fulfill({ headers, body: Buffer.from(toBinary(ListOrdersResponseSchema, before)) });
    });
    const count = await orderCountOfApi();
    await shows(await placeMany(20));
    isBehind = false;
    await expect.poll(readOn, { timeout: 40_000 }).toBe(count + 5_000);
  }));
