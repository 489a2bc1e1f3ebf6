import { fromJsonString, toJson } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import {
  GetOrderBookResponseSchema,
  ListInstrumentsResponseSchema,
  MarketDataService,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { fromBookSnapshot } from '../../../src/gateway/rpc/convert-responses.ts';
import { orderBookText } from '../../../src/gateway/rpc/order-book-text.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { placeLadder } from './place-ladder.ts';

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('QUOTED');
  await exchange.createInstrument('OTHER');
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  await placeLadder(transport, exchange.headers.alice, instrumentId, Side.BUY, [100, 99, 98]);
});
afterAll(() => exchange.stop());

async function post(method: string, request: object) {
  const response = await fetch(`${exchange.url}/${MarketDataService.typeName}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(text));
  return { status: response.status, text };
}

describe.each([
  ['gRPC', createGrpcTransport],
  [
    'gRPC-Web',
    (options: { baseUrl: string; useBinaryFormat: boolean }) =>
      createGrpcWebTransport({ ...options, httpVersion: '1.1' }),
  ],
])('over %s in JSON', (_name, transportOf) => {
  const inJson = () =>
    createClient(MarketDataService, transportOf({ baseUrl: exchange.url, useBinaryFormat: false }));
  const inBinary = () => createClient(MarketDataService, createGrpcTransport({ baseUrl: exchange.url }));

  it('a book, a list and an empty page are the same as in binary', async () => {
    for (const client of [inJson(), inBinary()]) {
      expect((await client.getOrderBook({ instrumentId })).orderBook?.bids).toHaveLength(3);
    }
    expect(await inJson().getOrderBook({ instrumentId })).toEqual(
      await inBinary().getOrderBook({ instrumentId }),
    );
    for (const pageSize of [1, 2]) {
      expect(await inJson().listInstruments({ pageSize })).toEqual(
        await inBinary().listInstruments({ pageSize }),
      );
    }
    expect(await inJson().listTrades({})).toEqual(await inBinary().listTrades({}));
  });

  it('a call that fails says why', async () => {
    await expect(inJson().getOrderBook({ instrumentId: 999 })).rejects.toThrow('there is no instrument 999');
  });
});

test('over Connect, a list has its other fields too', async () => {
  const { status, text } = await post('ListInstruments', { pageSize: 1 });
  expect(status).toBe(200);
  const page = fromJsonString(ListInstrumentsResponseSchema, text);
  expect(page.instruments.map(({ symbol }) => symbol)).toEqual(['QUOTED']);
  expect(page.nextPageToken).not.toBe('');
  expect((await post('GetOrderBook', { instrumentId: 999 })).status).toBe(404);
});

test('the JSON of a book is what the library makes of it, in turns of 500 levels', async () => {
  const side = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      price: 2 ** 31 + i,
      quantity: 2 ** 52 + i,
      orderCount: i + 1,
    }));
  const snapshot = { instrumentId: 7, sequence: 2 ** 50, bids: side(1_200), asks: side(501) };
  const turns = { next: vi.fn(async () => {}) };
  const text = await orderBookText(snapshot, turns);
  const message = fromJsonString(GetOrderBookResponseSchema, text);
  expect(message.orderBook).toEqual(fromBookSnapshot(snapshot));
  expect(JSON.parse(text)).toEqual(toJson(GetOrderBookResponseSchema, message));
  expect(turns.next).toHaveBeenCalledTimes(2 + 1);
});
