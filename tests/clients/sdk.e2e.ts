import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Code,
  connectRedleaf,
  LocalOrderBook,
  MarketDataStream,
  type OrderEntryStream,
  type Redleaf,
  type TradeGap,
} from '@redleaf/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Trade } from '../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataChannel } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderStatus, OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { type RunningExchange, startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';

const ROOT = { partyId: 'root', password: 'correct horse' };

let folder: string;
let exchange: RunningExchange;
let redleaf: Redleaf;

function start(port: string): Promise<RunningExchange> {
  const admin = { ADMIN_ID: ROOT.partyId, ADMIN_PASSWORD: ROOT.password };
  return startExchange(
    loadConfig({ PORT: port, GATEWAYS: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', ...admin }, {}),
  );
}

/** Restarts the exchange on the same folder and address. */
async function restart(): Promise<void> {
  const { port } = new URL(exchange.url);
  await exchange.stop();
  exchange = await start(port);
}

const limit = (side: Side, price: bigint, clientOrderId = '') => ({
  instrumentId: 1,
  orderType: OrderType.LIMIT,
  side,
  price,
  quantity: 1n,
  clientOrderId,
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-sdk-'));
  exchange = await start('0');
  redleaf = connectRedleaf({ url: exchange.url, ...ROOT });
  await redleaf.admin.createInstrument({ symbol: 'ACME' });
});

afterEach(async () => {
  redleaf.close();
  await exchange.stop();
  rmSync(folder, { recursive: true });
});

/** Makes one trade of the party with itself. */
async function trade(entry: OrderEntryStream): Promise<void> {
  await Promise.all([entry.place(limit(Side.SELL, 100n)), entry.place(limit(Side.BUY, 100n))]);
}

describe('the session', () => {
  it('logs in when a call needs it, and again when the token is not taken any more', async () => {
    await redleaf.orders.listOpenOrders({});
    await redleaf.sessions.logout({});
    await redleaf.orders.listOpenOrders({});
  });

  it('fails with what the exchange said', async () => {
    const stranger = connectRedleaf({ url: exchange.url });
    await expect(stranger.orders.listOpenOrders({})).rejects.toMatchObject({
      name: 'RedleafError',
      code: Code.Unauthenticated,
      reason: 'TOKEN_MISSING',
    });
    await expect(redleaf.orders.placeOrder(limit(Side.BUY, 0n))).rejects.toMatchObject({
      code: Code.InvalidArgument,
      reason: 'FIELD_OUT_OF_RANGE',
      field: 'price',
      metadata: { min: '1' },
    });
    stranger.close();
  });
});

describe('the order-entry stream', () => {
  it('answers each command of many, in order, with few frames', async () => {
    const entry = redleaf.openOrderEntry({ maxFramesInFlight: 2, maxCommandsPerFrame: 100 });
    const placed = Array.from({ length: 1_000 }, (_, i) =>
      entry.place(limit(Side.BUY, 1n + BigInt(i), `o${i}`)),
    );
    const canceled = Array.from({ length: 1_000 }, (_, i) =>
      entry.cancel({ order: { reference: { case: 'clientOrderId', value: `o${i}` } } }),
    );
    await entry.ready();
    expect(entry.waiting).toBeLessThan(100);
    const orderIds = (await Promise.all(placed)).map(({ orderId }) => orderId);
    expect(orderIds).toEqual(orderIds.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(orderIds).size).toBe(1_000);
    expect((await Promise.all(canceled)).map(({ orderId }) => orderId)).toEqual(orderIds);
    await entry.close();
  });

  it('rejects what was refused and goes on', async () => {
    const entry = redleaf.openOrderEntry();
    const refused = entry.place(limit(Side.BUY, 0n));
    const amended = entry.amend({ order: { reference: { case: 'orderId', value: 99n } }, quantity: 1n });
    const placed = entry.place(limit(Side.BUY, 5n));
    await expect(refused).rejects.toMatchObject({ reason: 'FIELD_OUT_OF_RANGE', field: 'price' });
    await expect(amended).rejects.toMatchObject({ reason: 'UNKNOWN_ORDER', code: Code.NotFound });
    expect(await placed).toMatchObject({ orderStatus: OrderStatus.NEW });
    await entry.close();
    await expect(entry.place(limit(Side.BUY, 5n))).rejects.toThrow('closed');
  });

  it('rejects every open promise when the exchange goes away', async () => {
    const entry = redleaf.openOrderEntry();
    await entry.place(limit(Side.BUY, 5n));
    await restart();
    await expect(entry.place(limit(Side.BUY, 5n))).rejects.toMatchObject({ name: 'RedleafError' });
  });
});

describe('watching', () => {
  it('brings every trade once over a restart of the exchange', async () => {
    const trades = redleaf.watchTrades(1, { resumeFromSequence: 0n });
    const seen: bigint[] = [];
    const entries = [redleaf.openOrderEntry()];
    const next = async () => {
      const { value } = await trades.next();
      if (value !== undefined) seen.push(value.tradeId);
    };
    for (let round = 0; round < 3; round += 1) {
      const entry = redleaf.openOrderEntry();
      entries.push(entry);
      await trade(entry);
      await trade(entry);
      await next();
      // The connection is lost while the second trade is under way.
      await restart();
      await next();
    }
    expect(seen).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    await trades.return();
  });

  it('keeps the book equal to the exchange, over a restart too', async () => {
    const books = redleaf.watchOrderBook(1);
    const { value: book } = await books.next();
    const entry = redleaf.openOrderEntry();
    await Promise.all([entry.place(limit(Side.BUY, 99n)), entry.place(limit(Side.SELL, 101n))]);
    await books.next();
    expect(book).toMatchObject({
      bids: [{ price: 99n, quantity: '1' }],
      asks: [{ price: 101n, quantity: '1' }],
    });
    await restart();
    await redleaf.orders.placeOrder(limit(Side.BUY, 98n));
    while (book?.bids.length !== 2) await books.next();
    expect(book.bids.map(({ price }) => price)).toEqual([99n, 98n]);
    await books.return();
  });

  it('keeps many channels current over one stream, over a restart too', async () => {
    const states: string[] = [];
    const refused: (string | undefined)[] = [];
    const market = redleaf.openMarketData({
      onState: (state) => states.push(state),
      onError: ({ field }, wish) => wish !== undefined && refused.push(field),
    });
    const book = new LocalOrderBook(1);
    const traded = new Set<bigint>();
    const { ORDER_BOOK, TRADES } = MarketDataChannel;
    const grouped = { channel: ORDER_BOOK, instrumentId: 1, depth: 2, priceGrouping: 10n };
    market.subscribe(grouped, (update) => book.update(update));
    market.subscribe({ channel: TRADES, instrumentId: 1, depth: 100 }, ({ update }) => {
      if (update.case === 'trades') for (const { tradeId } of update.value.trades) traded.add(tradeId);
    });
    market.subscribe({ channel: ORDER_BOOK, instrumentId: 99 }, () => {});
    market.subscribe({ channel: ORDER_BOOK, instrumentId: 1, depth: 1_001 }, () => {});
    const entry = redleaf.openOrderEntry();
    await trade(entry);
    await Promise.all([99n, 95n, 85n, 75n].map((price) => entry.place(limit(Side.BUY, price))));
    const bids = () => book.bids.map(({ price, quantity }) => [price, quantity]);
    await expect.poll(bids).toEqual([
      [90n, '2'],
      [80n, '1'],
    ]);
    await restart();
    // Use another connection, because the restored one may fail once more.
    const trader = connectRedleaf({ url: exchange.url, ...ROOT });
    await trader.orders.placeOrder(limit(Side.BUY, 98n));
    await trade(trader.openOrderEntry());
    trader.close();
    const levels = [
      [90n, '3'],
      [80n, '1'],
    ];
    await expect.poll(bids, { timeout: 10_000 }).toEqual(levels);
    await expect.poll(() => traded.size, { timeout: 10_000 }).toBe(2);
    // Snapshots may come with the first message or after it.
    const apart = states.filter((state) => state !== 'resynchronizing');
    expect(apart).toEqual(['live', 'connecting', 'live']);
    expect(refused).toEqual(['subscriptions[3].depth', 'subscriptions[2].instrument_id']);
    market.close();
  });

  it('tells which trades it missed, so that they can be fetched', async () => {
    const gaps: TradeGap[] = [];
    const traded: Trade[] = [];
    let mayOpen = Promise.resolve();
    const { marketData } = redleaf;
    const calls: ConstructorParameters<typeof MarketDataStream>[0] = {
      updateSubscriptions: marketData.updateSubscriptions,
      async *streamMarketData(request, options) {
        await mayOpen;
        yield* marketData.streamMarketData(request, options);
      },
    };
    const market = new MarketDataStream(calls, { onGap: (gap) => gaps.push(gap) });
    market.subscribe({ channel: MarketDataChannel.TRADES, instrumentId: 1, depth: 1 }, ({ update }) => {
      if (update.case === 'trades') traded.push(...update.value.trades);
    });
    const entry = redleaf.openOrderEntry();
    await trade(entry);
    await expect.poll(() => traded.length).toBe(1);
    const network = Promise.withResolvers<void>();
    mayOpen = network.promise;
    market.reconnect();
    for (let count = 0; count < 3; count += 1) await trade(entry);
    network.resolve();
    await expect.poll(() => traded.length).toBe(2);
    market.close();

    const [gap] = gaps;
    const missed: Trade[] = [];
    const rest = redleaf.watchTrades(1, {
      resumeFromSequence: gap?.afterSequence ?? 0n,
      epoch: gap?.epoch,
    });
    for await (const one of rest) {
      if (one.sequence >= (gap?.beforeSequence ?? 0n)) break;
      missed.push(one);
    }
    expect(gaps).toHaveLength(1);
    const all = [...traded.slice(0, 1), ...missed, ...traded.slice(1)].map(({ tradeId }) => tradeId);
    expect(all).toEqual([1n, 2n, 3n, 4n]);
  });

  it('brings reports of the own orders', async () => {
    const reports = redleaf.watchExecutions({ resumeFromSequence: 0n });
    await trade(redleaf.openOrderEntry());
    const sides: (Side | undefined)[] = [];
    for await (const { order } of reports) {
      sides.push(order?.side);
      if (sides.length === 4) break;
    }
    expect(sides).toContain(Side.BUY);
    expect(sides).toContain(Side.SELL);
  });
});
