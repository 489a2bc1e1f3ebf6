import { createClient } from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';
import { LocalOrderBook } from '@redleaf/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { placeLadder } from './place-ladder.ts';

const LEVELS = 2_500;
const BEST_BID = 10_000;
/** Far below the usual 4 MiB of clients, and enough for 1,000 levels on each side. */
const MAX_STREAM_MESSAGE_BYTES = 64 * 1_024;

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('DEEP');
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  const prices = (first: number, step: number) => Array.from({ length: LEVELS }, (_, i) => first + i * step);
  const { alice } = exchange.headers;
  await placeLadder(transport, alice, instrumentId, Side.BUY, prices(BEST_BID, -1));
  await placeLadder(transport, alice, instrumentId, Side.SELL, prices(BEST_BID + 1, 1));
});
afterAll(() => exchange.stop());

describe.each([
  ['gRPC', (options: Options) => createGrpcTransport(options)],
  ['gRPC-Web', (options: Options) => createGrpcWebTransport({ ...options, httpVersion: '1.1' })],
  ['Connect', (options: Options) => createConnectTransport({ ...options, httpVersion: '1.1' })],
  ['Connect in JSON', (options: Options) => json(options)],
  ['gRPC in JSON', (options: Options) => createGrpcTransport({ ...options, useBinaryFormat: false })],
])('%s', (name, transportOf) => {
  const readMaxBytes = name.includes('JSON') ? undefined : MAX_STREAM_MESSAGE_BYTES;
  const marketData = () => createClient(MarketDataService, transportOf({ baseUrl: exchange.url }));

  it('a book has 100 levels on each side unless more are asked for', async () => {
    const { orderBook } = await marketData().getOrderBook({ instrumentId });
    expect(orderBook?.instrumentId).toBe(instrumentId);
    expect(orderBook?.bids.map(({ price }) => Number(price))).toEqual(
      Array.from({ length: 100 }, (_, i) => BEST_BID - i),
    );
    expect(orderBook?.asks.map(({ price }) => Number(price))).toEqual(
      Array.from({ length: 100 }, (_, i) => BEST_BID + 1 + i),
    );
    const whole = await marketData().getOrderBook({ instrumentId, depth: 5_000 });
    expect(whole.orderBook?.bids).toHaveLength(LEVELS);
    expect(whole.orderBook?.asks).toHaveLength(LEVELS);
    expect(whole.orderBook?.bids.at(-1)).toMatchObject({ quantity: '5', orderCount: 1 });
  });

  it('a book that was read before has what happened since', async () => {
    const before = await marketData().getOrderBook({ instrumentId, depth: 3 });
    expect(await marketData().getOrderBook({ instrumentId, depth: 3 })).toEqual(before);
    const transport = createGrpcTransport({ baseUrl: exchange.url });
    await placeLadder(transport, exchange.headers.alice, instrumentId, Side.BUY, [BEST_BID]);
    const { orderBook } = await marketData().getOrderBook({ instrumentId, depth: 3 });
    expect(orderBook?.bids[0]?.orderCount).toBe(1 + (before.orderBook?.bids[0]?.orderCount ?? 0));
    expect(orderBook?.sequence).toBeGreaterThan(before.orderBook?.sequence ?? 0n);
  });

  it('a stream begins with the whole book in messages of a bounded size', async () => {
    const client = createClient(
      MarketDataService,
      transportOf({ baseUrl: exchange.url, ...(readMaxBytes === undefined ? {} : { readMaxBytes }) }),
    );
    const book = new LocalOrderBook(instrumentId);
    const kinds: string[] = [];
    for await (const message of client.streamOrderBook({ instrumentId })) {
      expect(book.apply(message)).toBe(true);
      kinds.push(message.update.case ?? '');
      if (book.isWhole) break;
    }
    expect(kinds).toEqual(['snapshot', 'delta', 'delta']);
    const whole = await marketData().getOrderBook({ instrumentId, depth: 5_000 });
    expect(book.bids).toEqual(whole.orderBook?.bids);
    expect(book.asks).toEqual(whole.orderBook?.asks);
  });
});

interface Options {
  readonly baseUrl: string;
  readonly readMaxBytes?: number;
}

function json(options: Options) {
  return createConnectTransport({ ...options, httpVersion: '1.1', useBinaryFormat: false });
}
