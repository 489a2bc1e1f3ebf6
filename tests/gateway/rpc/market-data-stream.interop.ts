import { createClient, type Transport } from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CandleInterval } from '../../../gen/redleaf/v1/market_data_pb.ts';
import {
  MarketDataChannel,
  MarketDataService,
  type MarketDataUpdate,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

const { BEST_BID_OFFER, CANDLES, INSTRUMENTS, ORDER_BOOK, STATISTICS, TRADES } = MarketDataChannel;

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ HEARTBEAT_MS: '200' });
  instrumentId = await exchange.createInstrument('LIVE');
});
afterAll(() => exchange.stop());

const place = (side: Side, price: bigint, quantity: bigint) =>
  createClient(OrderService, exchange.transport).placeOrder(
    { instrumentId, side, orderType: OrderType.LIMIT, price, quantity },
    { headers: exchange.headers.alice },
  );

/** Reads one stream, and waits for expected messages. */
class Reader {
  readonly updates: MarketDataUpdate[] = [];
  readonly client;
  readonly #hangUp = new AbortController();
  readonly #messages;
  streamId = '';

  constructor(transport: Transport, subscriptions: Parameters<typeof this.client.streamMarketData>[0]) {
    this.client = createClient(MarketDataService, transport);
    const signal = this.#hangUp.signal;
    this.#messages = this.client.streamMarketData(subscriptions, { signal })[Symbol.asyncIterator]();
  }

  /** The next update that matches. */
  async find(isWanted: (update: MarketDataUpdate) => boolean): Promise<MarketDataUpdate> {
    for (;;) {
      const index = this.updates.findIndex(isWanted);
      const [found] = index < 0 ? [] : this.updates.splice(index, 1);
      if (found !== undefined) return found;
      const { done, value } = await this.#messages.next();
      if (done === true) throw new Error('the stream has ended');
      this.streamId ||= value.streamId;
      this.updates.push(...value.updates);
    }
  }

  [Symbol.dispose](): void {
    this.#hangUp.abort();
  }
}

describe.each([
  ['gRPC', () => createGrpcTransport({ baseUrl: exchange.url })],
  ['gRPC-Web', () => createGrpcWebTransport({ baseUrl: exchange.url, httpVersion: '1.1' })],
  ['Connect', () => createConnectTransport({ baseUrl: exchange.url, httpVersion: '1.1' })],
  [
    'Connect in JSON',
    () => createConnectTransport({ baseUrl: exchange.url, httpVersion: '1.1', useBinaryFormat: false }),
  ],
])('%s', (_name, transportOf) => {
  it('one stream has several channels, which begin with a snapshot and follow', async () => {
    using reader = new Reader(transportOf(), {
      subscriptions: [
        { subscriptionId: 1, channel: INSTRUMENTS },
        {
          subscriptionId: 2,
          channel: ORDER_BOOK,
          instrumentId,
          depth: 5,
          priceGrouping: 10n,
          updateIntervalMs: 10,
        },
        { subscriptionId: 3, channel: TRADES, instrumentId, depth: 10 },
        { subscriptionId: 4, channel: BEST_BID_OFFER },
      ],
    });
    const instruments = await reader.find(({ channel }) => channel === INSTRUMENTS);
    expect(instruments).toMatchObject({ subscriptionId: 1, isSnapshot: true, previousSequence: 0n });
    expect(instruments.update.value).toMatchObject({ instruments: [{ symbol: 'LIVE' }] });
    const book = await reader.find(({ channel }) => channel === ORDER_BOOK);
    expect(book).toMatchObject({ isSnapshot: true, instrumentId, epoch: expect.any(BigInt) });

    await place(Side.SELL, 1_003n, 7n);
    const changed = await reader.find(({ update }) => update.case === 'orderBook');
    expect(changed).toMatchObject({ isSnapshot: false, previousSequence: book.sequence });
    expect(changed.update).toMatchObject({
      case: 'orderBook',
      value: { bids: [], asks: [{ price: 1_010n }] },
    });

    const { fills } = await place(Side.BUY, 1_003n, 7n);
    const trades = await reader.find(({ update, isSnapshot }) => update.case === 'trades' && !isSnapshot);
    expect(trades.update).toMatchObject({
      case: 'trades',
      value: { trades: [{ tradeId: fills[0]?.tradeId, price: 1_003n }] },
    });
    const gone = await reader.find(({ update }) => update.case === 'bestBidOffer');
    expect(gone).toMatchObject({ subscriptionId: 4, instrumentId });
    // On a busy machine, other updates may come before.
    const heartbeat = await reader.find(
      ({ update, channel, sequence }) =>
        update.case === 'heartbeat' && channel === TRADES && sequence >= trades.sequence,
    );
    expect(heartbeat).toMatchObject({ sequence: trades.sequence, previousSequence: trades.sequence });
  });

  it('candles and statistics are those that are listed', async () => {
    using reader = new Reader(transportOf(), {
      subscriptions: [
        {
          subscriptionId: 1,
          channel: CANDLES,
          instrumentId,
          candleInterval: CandleInterval.CANDLE_INTERVAL_1_DAY,
        },
        { subscriptionId: 2, channel: STATISTICS },
      ],
    });
    const first = await reader.find(({ channel }) => channel === CANDLES);
    expect(first).toMatchObject({ isSnapshot: true, previousSequence: 0n });
    await place(Side.SELL, 1_004n, 3n);
    const { sequence } = await place(Side.BUY, 1_004n, 3n);
    const isAfterIt = (update: MarketDataUpdate) =>
      update.sequence > 0n && update.sequence <= sequence && !update.isSnapshot;
    const candles = await reader.find((update) => update.update.case === 'candles' && isAfterIt(update));
    expect(candles.previousSequence).toBe(first.sequence);
    const request = { instrumentId, interval: CandleInterval.CANDLE_INTERVAL_1_DAY };
    await expect
      .poll(async () => (await reader.client.listCandles(request)).candles)
      .toEqual(candles.update.case === 'candles' ? candles.update.value.candles : []);
    const statistics = await reader.find(
      (update) => update.update.case === 'statistics' && isAfterIt(update),
    );
    const listed = await reader.client.listStatistics({ instrumentId });
    expect(statistics.update.value).toEqual(listed.statistics[0]);
    expect(listed.statistics[0]).toMatchObject({ lastPrice: 1_004n, lastQuantity: 3n });
  });

  it('subscriptions are changed by a call of their own: all of it or nothing', async () => {
    using reader = new Reader(transportOf(), {});
    await reader.client.listInstruments({});
    // The first message comes at once, without a subscription.
    const { client } = reader;
    const first = reader.find(({ channel }) => channel === ORDER_BOOK);
    await expect.poll(() => reader.streamId).not.toBe('');
    const { streamId } = reader;
    const good = { subscriptionId: 1, channel: ORDER_BOOK, instrumentId };
    const bad = { subscriptionId: 2, channel: ORDER_BOOK, instrumentId: 99 };
    await expect(client.updateSubscriptions({ streamId, add: [good, bad] })).rejects.toThrow('99');
    await client.updateSubscriptions({ streamId, add: [good] });
    expect(await first).toMatchObject({ subscriptionId: 1, isSnapshot: true });
    await expect(client.updateSubscriptions({ streamId, add: [good] })).rejects.toThrow('from 2 to');
    await client.updateSubscriptions({
      streamId,
      remove: [1, 77],
      add: [{ ...good, subscriptionId: 5, channel: TRADES }],
    });
    await reader.find(({ subscriptionId }) => subscriptionId === 5);
    await place(Side.BUY, 500n, 1n);
    await reader.find(({ update, subscriptionId }) => update.case === 'heartbeat' && subscriptionId === 5);
  });

  it('a stream that has ended is unknown', async () => {
    const { client, streamId } = await (async () => {
      using reader = new Reader(transportOf(), {
        subscriptions: [{ subscriptionId: 1, channel: INSTRUMENTS }],
      });
      await reader.find(() => true);
      return reader;
    })();
    await expect
      .poll(() => client.updateSubscriptions({ streamId }).catch(({ rawMessage }) => rawMessage))
      .toMatch('no stream of market data');
  });
});

it('changes that come together are made one after the other', async () => {
  using reader = new Reader(createGrpcTransport({ baseUrl: exchange.url }), {});
  const { client } = reader;
  const first = reader.find(() => true);
  await expect.poll(() => reader.streamId).not.toBe('');
  const { streamId } = reader;
  // Each subscription waits for its turn, because it reads the whole book.
  const add = [{ subscriptionId: 1, channel: ORDER_BOOK, instrumentId, priceGrouping: 10n }];
  const both = [client.updateSubscriptions({ streamId, add }), client.updateSubscriptions({ streamId, add })];
  const outcomes = (await Promise.allSettled(both)).map(({ status }) => status);
  expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await first).toMatchObject({ subscriptionId: 1, isSnapshot: true });
});
