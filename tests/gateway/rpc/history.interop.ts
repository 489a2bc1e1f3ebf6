import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type Client, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ExecType, type ExecutionReport } from '../../../gen/redleaf/v1/execution_pb.ts';
import { SortOrder } from '../../../gen/redleaf/v1/history_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { CandleInterval, type Trade } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { type Order, OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService, type PlaceOrderRequestSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { PositionService } from '../../../gen/redleaf/v1/position_service_pb.ts';
import { Orders } from '../../../src/feeds/orders.ts';
import { type RunningExchange, startExchange } from '../../../src/main.ts';
import { loadConfig } from '../../../src/settings/config.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { byId } from './bad-rows.ts';
import { outcomeOf } from './raw-grpc.ts';

type Party = 'alice' | 'bob';
type Place = MessageInitShape<typeof PlaceOrderRequestSchema>;

/** The calls of a test as one of the parties. */
class Trader {
  readonly orders: Client<typeof OrderService>;
  readonly history: Client<typeof HistoryService>;
  readonly positions: Client<typeof PositionService>;
  readonly marketData: Client<typeof MarketDataService>;
  readonly #headers: ExchangeUnderTest['headers'];

  constructor(transport: Transport, headers: ExchangeUnderTest['headers']) {
    this.orders = createClient(OrderService, transport);
    this.history = createClient(HistoryService, transport);
    this.positions = createClient(PositionService, transport);
    this.marketData = createClient(MarketDataService, transport);
    this.#headers = headers;
  }

  as(party: Party) {
    return { headers: this.#headers[party] };
  }

  place(party: Party, side: Side, quantity: bigint, price: bigint, more: Place = {}) {
    const order = { instrumentId: 1, side, orderType: OrderType.LIMIT, quantity, price, ...more };
    return this.orders.placeOrder(order, this.as(party));
  }

  async untilHistoryHas(sequence: bigint): Promise<void> {
    await vi.waitUntil(async () => (await this.marketData.listTrades({})).sequence >= sequence, {
      timeout: 30_000,
    });
  }
}

function startAgain(exchange: ExchangeUnderTest, settings: Readonly<Record<string, string>> = {}) {
  return startExchange(
    loadConfig(
      { PORT: '0', GATEWAYS: '0', DATA_DIR: exchange.dataDir, LOG_LEVEL: 'silent', ...settings },
      {},
    ),
  );
}

function transportTo({ url }: RunningExchange): Transport {
  return createConnectTransport({ baseUrl: url, httpVersion: '1.1' });
}

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error) => outcomeOf(ConnectError.from(error)),
  );

describe('an exchange', () => {
  let exchange: ExchangeUnderTest;
  let trader: Trader;
  let last: bigint;

  /** In two instruments, Alice sells to Bob, to others and to herself, amends an order, and cancels one. */
  beforeAll(async () => {
    exchange = await ExchangeUnderTest.start();
    trader = new Trader(exchange.transport, exchange.headers);
    await exchange.createInstrument('ONE');
    await exchange.createInstrument('TWO');
    await exchange.createInstrument('THREE');
    await trader.place('alice', Side.SELL, 10n, 100n, { clientOrderId: 'mine' });
    await trader.place('alice', Side.SELL, 5n, 101n);
    await trader.place('bob', Side.BUY, 12n, 101n);
    await trader.place('bob', Side.BUY, 1n, 0n, { orderType: OrderType.MARKET });
    const { orderId } = await trader.place('bob', Side.BUY, 7n, 90n, { instrumentId: 2 });
    await trader.orders.amendOrder({ ...byId(orderId), price: 91n }, trader.as('bob'));
    await trader.place('alice', Side.SELL, 3n, 91n, { instrumentId: 2 });
    await trader.orders.cancelOrder(byId(orderId), trader.as('bob'));
    await trader.place('alice', Side.BUY, 4n, 50n, { instrumentId: 2 });
    ({ sequence: last } = await trader.place('alice', Side.SELL, 4n, 50n, { instrumentId: 2 }));
    await trader.untilHistoryHas(last);
  });
  afterAll(() => exchange.stop());

  const bothParties = ['alice', 'bob'] as const;

  async function executions(party: Party): Promise<ExecutionReport[]> {
    const all: ExecutionReport[] = [];
    for await (const page of trader.orders.streamExecutions({ resumeFromSequence: 0n }, trader.as(party))) {
      all.push(...page.executions);
      if (page.sequence >= last) break;
    }
    return all;
  }

  async function tape(): Promise<Trade[]> {
    const all: Trade[] = [];
    for await (const page of trader.marketData.streamTrades({ resumeFromSequence: 0n })) {
      all.push(...page.trades);
      if (page.sequence >= last) break;
    }
    return all;
  }

  test.each(bothParties)('lists the orders of %s as they stand, and of nobody else', async (party) => {
    const listed = await trader.history.listOrders({}, trader.as(party));
    expect(listed.sequence).toBe(last);
    expect(listed.orders).toHaveLength(party === 'alice' ? 5 : 3);
    for (const order of listed.orders) {
      expect(order.partyId).toBe(party);
      expect(order).toEqual((await trader.orders.getOrder(byId(order.orderId), trader.as(party))).order);
    }
  });

  test('an order that memory has no longer is found in the history, by its owner alone', async () => {
    const { orders: own } = await trader.history.listOrders({}, trader.as('alice'));
    const memory = vi.spyOn(Orders.prototype, 'get').mockReturnValue(undefined);
    try {
      for (const order of own) {
        expect((await trader.orders.getOrder(byId(order.orderId), trader.as('alice'))).order).toEqual(order);
        expect(await failureOf(trader.orders.getOrder(byId(order.orderId), trader.as('bob')))).toMatchObject({
          code: 'NotFound',
          reason: 'UNKNOWN_ORDER',
        });
      }
      const unknown = trader.orders.getOrder(byId(1_000_000n), trader.as('alice'));
      expect(await failureOf(unknown)).toMatchObject({ code: 'NotFound', reason: 'UNKNOWN_ORDER' });
    } finally {
      memory.mockRestore();
    }
  });

  test.each(bothParties)('lists the fills of %s as they were reported', async (party) => {
    const { fills } = await trader.history.listFills({}, trader.as(party));
    const reports = (await executions(party)).filter(({ execType }) => execType === ExecType.TRADE);
    expect(fills).toHaveLength(reports.length);
    const told = fills.map(({ execId, orderId, side, isMaker, trade }) => ({
      execId,
      orderId,
      side,
      isMaker,
      tradeId: trade?.tradeId,
      lastPrice: trade?.price,
      lastQuantity: trade?.quantity,
    }));
    const reported = reports.map(({ execId, order, isMaker, tradeId, lastPrice, lastQuantity }) => ({
      execId,
      orderId: order?.orderId,
      side: order?.side,
      isMaker,
      tradeId,
      lastPrice,
      lastQuantity,
    }));
    expect(told).toEqual(reported.sort((a, b) => Number(a.execId - b.execId)));
  });

  test('lists the trades of everyone as they were streamed', async () => {
    const { trades, sequence } = await trader.marketData.listTrades({});
    expect(trades).toHaveLength(5);
    expect(trades).toEqual(await tape());
    expect(sequence).toBe(last);
    const ofTwo = await trader.marketData.listTrades({ instrumentId: 2 });
    expect(ofTwo.trades).toEqual(trades.filter(({ instrumentId }) => instrumentId === 2));
    expect((await trader.marketData.listTrades({ instrumentId: 3 })).trades).toEqual([]);
  });

  test('lists positions, with sums that are exact', async () => {
    const { positions } = await trader.positions.listPositions({}, trader.as('alice'));
    const numbers = { $typeName: 'redleaf.v1.Position' };
    expect(positions).toMatchObject([
      {
        ...numbers,
        instrumentId: 1,
        netQuantity: '-13',
        boughtQuantity: '0',
        soldQuantity: '13',
        boughtNotional: '0',
        soldNotional: '1303',
        averageBoughtPrice: 0,
        averageSoldPrice: 1303 / 13,
        partyId: 'alice',
        averagePrice: 1303 / 13,
        openNotional: '-1303',
        realizedPnl: '0',
      },
      {
        ...numbers,
        instrumentId: 2,
        netQuantity: '-3',
        boughtQuantity: '4',
        soldQuantity: '7',
        boughtNotional: '200',
        soldNotional: String(3 * 91 + 4 * 50),
        averageBoughtPrice: 50,
        averageSoldPrice: 473 / 7,
      },
    ]);
    for (const position of positions) {
      const { netQuantity, lastPrice, soldNotional, boughtNotional, realizedPnl, unrealizedPnl } = position;
      expect(BigInt(realizedPnl) + BigInt(unrealizedPnl)).toBe(
        BigInt(soldNotional) - BigInt(boughtNotional) + BigInt(netQuantity) * lastPrice,
      );
    }
    const second = await trader.positions.listPositions({ instrumentId: 2 }, trader.as('alice'));
    expect(second.positions).toEqual(positions.slice(1));
    const first = await trader.positions.listPositions({ pageSize: 1 }, trader.as('alice'));
    expect(first.positions).toEqual(positions.slice(0, 1));
    const rest = await trader.positions.listPositions(
      { pageSize: 1, pageToken: first.nextPageToken },
      trader.as('alice'),
    );
    expect(rest).toMatchObject({ positions: positions.slice(1), nextPageToken: '' });
  });

  test('lists the positions of everyone, by instrument and party, page by page', async () => {
    const all = await trader.positions.listPositions({ allParties: true }, trader.as('bob'));
    expect(all.positions.map(({ instrumentId, partyId }) => [instrumentId, partyId])).toEqual([
      [1, 'alice'],
      [1, 'bob'],
      [2, 'alice'],
      [2, 'bob'],
    ]);
    const own = await trader.positions.listPositions({}, trader.as('alice'));
    expect(all.positions.filter(({ partyId }) => partyId === 'alice')).toEqual(own.positions);
    const ofTwo = await trader.positions.listPositions(
      { allParties: true, instrumentId: 2, pageSize: 1 },
      trader.as('bob'),
    );
    expect(ofTwo.positions).toEqual(all.positions.slice(2, 3));
    const rest = await trader.positions.listPositions(
      { allParties: true, instrumentId: 2, pageSize: 1, pageToken: ofTwo.nextPageToken },
      trader.as('bob'),
    );
    expect(rest).toMatchObject({ positions: all.positions.slice(3), nextPageToken: '' });
  });

  test('streams of positions and executions have the positions that are listed', async () => {
    const leave = new AbortController();
    const asBob = { ...trader.as('bob'), signal: leave.signal };
    const first = async <T>(messages: AsyncIterable<T>): Promise<T | undefined> => {
      for await (const message of messages) return message;
      return undefined;
    };
    const own = (await trader.positions.listPositions({}, trader.as('bob'))).positions;
    const all = (await trader.positions.listPositions({ allParties: true }, trader.as('bob'))).positions;
    expect(await first(trader.positions.streamPositions({}, asBob))).toMatchObject({
      ...{ positions: own, isSnapshot: true, hasMore: false, epoch: expect.any(BigInt) },
    });
    expect(await first(trader.positions.streamPositions({ allParties: true }, asBob))).toMatchObject({
      positions: all,
    });
    const resumed = { resumeFromSequence: 0n };
    expect(
      await first(trader.orders.streamExecutions({ ...resumed, withPositions: true }, asBob)),
    ).toMatchObject({
      positions: own,
    });
    expect(await first(trader.orders.streamExecutions(resumed, asBob))).toMatchObject({ positions: [] });
    leave.abort();
  });

  test('candles are what the tape comes to, forming ones too, in both orders and page by page', async () => {
    const { trades } = await trader.marketData.listTrades({ instrumentId: 2 });
    const ask = { instrumentId: 2, interval: CandleInterval.CANDLE_INTERVAL_1_SECOND };
    const { candles, sequence, epoch } = await trader.marketData.listCandles(ask);
    expect(sequence).toBe(last);
    expect(epoch).toBeGreaterThan(0n);
    const second = ({ transactTimeNs }: Trade) => transactTimeNs - (transactTimeNs % 1_000_000_000n);
    expect(candles).toMatchObject(
      [...Map.groupBy(trades, second)].map(([openTimeNs, own]) => ({
        ...ask,
        openTimeNs,
        openPrice: own[0]?.price,
        closePrice: own.at(-1)?.price,
        value: String(own.reduce((sum, { price, quantity }) => sum + price * quantity, 0n)),
        tradeCount: BigInt(own.length),
        sequence: own.at(-1)?.sequence,
      })),
    );
    const newest = await trader.marketData.listCandles({ ...ask, sortOrder: SortOrder.NEWEST_FIRST });
    expect(newest.candles).toEqual(candles.toReversed());
    const page = await trader.marketData.listCandles({ ...ask, pageSize: 1 });
    expect(page.candles).toEqual(candles.slice(0, 1));
    const none = await trader.marketData.listCandles({ ...ask, instrumentId: 3 });
    expect(none).toMatchObject({ candles: [], nextPageToken: '' });
  });

  test('statistics are what the tape comes to', async () => {
    const { trades } = await trader.marketData.listTrades({});
    const { statistics } = await trader.marketData.listStatistics({});
    const { positions } = await trader.positions.listPositions({ allParties: true }, trader.as('bob'));
    expect(statistics.map(({ instrumentId }) => instrumentId)).toEqual([1, 2, 3]);
    for (const each of statistics) {
      const own = trades.filter(({ instrumentId }) => instrumentId === each.instrumentId);
      const last = own.at(-1);
      const prices = own.map(({ price }) => Number(price));
      const nets = positions
        .filter(({ instrumentId }) => instrumentId === each.instrumentId)
        .map(({ netQuantity }) => BigInt(netQuantity));
      expect(each).toMatchObject({
        lastPrice: last?.price ?? 0n,
        lastQuantity: last?.quantity ?? 0n,
        lastTimeNs: last?.transactTimeNs ?? 0n,
        lastAggressorSide: last?.aggressorSide ?? 0,
        referencePrice: own[0]?.price ?? 0n,
        highPrice: own.length === 0 ? 0n : BigInt(Math.max(...prices)),
        lowPrice: own.length === 0 ? 0n : BigInt(Math.min(...prices)),
        volume: String(own.reduce((sum, { quantity }) => sum + quantity, 0n)),
        value: String(own.reduce((sum, { price, quantity }) => sum + price * quantity, 0n)),
        tradeCount: BigInt(own.length),
        openInterest: String(nets.reduce((sum, net) => sum + (net > 0n ? net : 0n), 0n)),
        sequence: last?.sequence ?? 0n,
      });
      expect(each.lastMakerPartyId === '').toBe(last === undefined);
      const alone = await trader.marketData.listStatistics({ instrumentId: each.instrumentId });
      expect(alone).toMatchObject({ statistics: [each], nextPageToken: '' });
    }
    const first = await trader.marketData.listStatistics({ pageSize: 2 });
    const rest = await trader.marketData.listStatistics({ pageSize: 2, pageToken: first.nextPageToken });
    expect([...first.statistics, ...rest.statistics]).toEqual(statistics);
    expect(rest.nextPageToken).toBe('');
  });

  test.each([SortOrder.OLDEST_FIRST, SortOrder.NEWEST_FIRST])(
    'gives the same page by page, in order %s',
    async (sortOrder) => {
      const { orders: whole } = await trader.history.listOrders(
        { sortOrder, pageSize: 1_000 },
        trader.as('alice'),
      );
      const paged: Order[] = [];
      let pageToken = '';
      do {
        const page = await trader.history.listOrders(
          { sortOrder, pageSize: 1, pageToken },
          trader.as('alice'),
        );
        expect(page.orders).toHaveLength(1);
        paged.push(...page.orders);
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      expect(paged).toEqual(whole);
      const ids = whole.map(({ orderId }) => orderId);
      expect(ids).toEqual(sortOrder === SortOrder.NEWEST_FIRST ? [8n, 7n, 6n, 2n, 1n] : [1n, 2n, 6n, 7n, 8n]);
    },
  );

  test('takes times from the first, up to the last without it', async () => {
    const { orders } = await trader.history.listOrders({}, trader.as('alice'));
    const [, second, third] = orders;
    const ids = async (fromTimeNs?: bigint, toTimeNs?: bigint) => {
      const range = { ...(fromTimeNs && { fromTimeNs }), ...(toTimeNs && { toTimeNs }) };
      const page = await trader.history.listOrders(range, trader.as('alice'));
      return page.orders.map(({ orderId }) => orderId);
    };
    const from = second?.acceptTimeNs;
    const to = third?.acceptTimeNs;
    expect(await ids(from)).toEqual([2n, 6n, 7n, 8n]);
    expect(await ids(undefined, to)).toEqual([1n, 2n]);
    expect(await ids(from, to)).toEqual([2n]);
    expect(await ids(from, from)).toEqual([]);
    const latest = 2n ** 64n - 1n;
    expect(await ids(1n, latest)).toEqual([1n, 2n, 6n, 7n, 8n]);
    expect(await ids(2n ** 63n)).toEqual([]);
    expect(await ids(latest, latest)).toEqual([]);
  });

  test('says by its sequence that it is behind', async () => {
    // The lock stops the writer, but no reader.
    const lock = new DatabaseSync(join(exchange.dataDir, 'history.db'));
    lock.exec('BEGIN IMMEDIATE');
    const placed = await trader.place('bob', Side.BUY, 1n, 1n);
    const behind = await trader.history.listOrders({}, trader.as('bob'));
    expect(behind.sequence).toBeLessThan(placed.sequence);
    expect(behind.orders.map(({ orderId }) => orderId)).not.toContain(placed.orderId);
    lock.exec('ROLLBACK');
    lock.close();
    await trader.untilHistoryHas(placed.sequence);
    const after = await trader.history.listOrders({}, trader.as('bob'));
    expect(after.orders.at(-1)?.orderId).toBe(placed.orderId);
  });
});

describe('after a restart', () => {
  let exchange: ExchangeUnderTest;
  let running: RunningExchange | undefined;

  beforeEach(async () => {
    exchange = await ExchangeUnderTest.start({ HISTORY: 'false' });
    await exchange.createInstrument('ONE');
    const trader = new Trader(exchange.transport, exchange.headers);
    await trader.place('alice', Side.SELL, 10n, 100n);
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await exchange.stop();
  });

  const file = () => join(exchange.dataDir, 'history.db');
  const health = async (url: string) => JSON.parse(await (await fetch(`${url}/healthz`)).text());

  async function traderAfterRestart(settings: Readonly<Record<string, string>> = {}): Promise<Trader> {
    await (running ?? exchange.running).stop();
    running = await startAgain(exchange, settings);
    return new Trader(transportTo(running), exchange.headers);
  }

  test('an exchange that keeps no history says so, in every list', async () => {
    const off = { code: 'FailedPrecondition', reason: 'HISTORY_OFF', field: '' };
    const trader = new Trader(exchange.transport, exchange.headers);
    expect(await failureOf(trader.history.listOrders({}, trader.as('alice')))).toEqual(off);
    expect(await failureOf(trader.history.listFills({}, trader.as('alice')))).toEqual(off);
    expect(await failureOf(trader.marketData.listTrades({}))).toEqual(off);
    expect(await failureOf(trader.marketData.listCandles({ instrumentId: 1, interval: 1 }))).toEqual(off);
    expect(existsSync(file())).toBe(false);
    expect(await health(exchange.url)).toEqual({
      status: 'ok',
      epoch: expect.any(Number),
      time_ns: expect.any(String),
    });
  });

  test('the history goes on where it was, over one without it, and is made again when it is gone', async () => {
    let trader = await traderAfterRestart();
    let { sequence } = await trader.place('bob', Side.BUY, 1n, 100n);
    await trader.untilHistoryHas(sequence);
    const { url } = running ?? exchange;
    await vi.waitFor(
      async () =>
        expect((await health(url)).writers).toEqual([
          { name: 'history', state: 'running', cursor: Number(sequence), lag: 0 },
        ]),
      { timeout: 20_000 },
    );

    trader = await traderAfterRestart({ HISTORY: 'false' });
    ({ sequence } = await trader.place('bob', Side.BUY, 2n, 100n));
    trader = await traderAfterRestart();
    await trader.untilHistoryHas(sequence);
    const before = await trader.history.listFills({}, trader.as('bob'));
    expect(before.fills.map(({ trade }) => trade?.quantity)).toEqual([1n, 2n]);

    await running?.stop();
    running = undefined;
    rmSync(file());
    running = await startAgain(exchange);
    trader = new Trader(transportTo(running), exchange.headers);
    await trader.untilHistoryHas(sequence);
    expect(await trader.history.listFills({}, trader.as('bob'))).toEqual(before);
  });

  test('a history that is damaged stops nobody, is told in the log, and is made again once it is removed', async () => {
    writeFileSync(file(), 'no database '.repeat(1_000));
    const logDir = mkdtempSync(join(tmpdir(), 'redleaf-history-log-'));
    const trader = await traderAfterRestart({ LOG_LEVEL: 'warn', LOG_DIR: logDir });
    const { url } = running ?? exchange;
    await vi.waitUntil(async () => (await health(url)).status === 'degraded', { timeout: 20_000 });
    const { sequence } = await trader.place('bob', Side.BUY, 1n, 100n);
    expect(await failureOf(trader.history.listFills({}, trader.as('bob')))).toEqual({
      code: 'Internal',
      reason: 'INTERNAL',
      field: '',
    });
    rmSync(file());
    await trader.untilHistoryHas(sequence);
    expect((await trader.history.listFills({}, trader.as('bob'))).fills).toHaveLength(1);
    await vi.waitUntil(async () => (await health(url)).status === 'ok', { timeout: 20_000 });
    await running?.stop();
    running = undefined;
    const log = readdirSync(logDir)
      .map((name) => readFileSync(join(logDir, name), 'utf8'))
      .join('');
    expect(log).toMatch(/"writer":"history".*not a database.*history\.db.*the writer fails/);
    rmSync(logDir, { recursive: true });
  });
});
