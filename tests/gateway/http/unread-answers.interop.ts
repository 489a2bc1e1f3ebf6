import { create, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  GetOrderBookRequestSchema,
  GetOrderBookResponseSchema,
  MarketDataService,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { CancelAllOrdersRequestSchema, OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { END_STREAM } from '../../bench/load/frames.ts';
import { pathOf } from '../rpc/bad-rows.ts';
import { envelope } from '../rpc/raw-grpc.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { data, RawHttp2 } from './raw-http2.ts';

const LEVELS = 5_000;
const LEVELS_PER_FRAME = 1_000;
/** Node's own bound for a connection. */
const NODE_BYTES = 10_000_000;
const INITIAL_WINDOW_SIZE = 4;
const { getOrderBook } = MarketDataService.method;
const { cancelAllOrders } = OrderService.method;

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});
afterAll(() => exchange.stop());

test('a party with many unread answers cancels on the same connection', async () => {
  const instrumentId = await exchange.createInstrument('DEEP');
  const { alice: headers } = exchange.headers;
  const transport = createConnectTransport({ baseUrl: exchange.url, httpVersion: '2' });
  const frames = async function* () {
    for (let first = 0; first < LEVELS; first += LEVELS_PER_FRAME) {
      const commands = Array.from({ length: LEVELS_PER_FRAME }, (_, index) => {
        const price = BigInt(1 + first + index);
        const value = { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price, quantity: 1n };
        return { command: { case: 'place' as const, value } };
      });
      yield { commands };
    }
  };
  for await (const _ of createClient(OrderService, transport).orderEntry(frames(), { headers }));
  const request = { instrumentId, depth: LEVELS };
  const book = await createClient(MarketDataService, transport).getOrderBook(request);
  const answerBytes = toBinary(GetOrderBookResponseSchema, book).length;

  const connection = await RawHttp2.open(exchange.url, { settings: [[INITIAL_WINDOW_SIZE, 0]] });
  const call = (path: string, message: Uint8Array) => {
    const { streamId, headers: begin } = connection.request(path, headers);
    connection.send(begin, data(streamId, envelope(message), END_STREAM));
    return streamId;
  };
  const ask = toBinary(GetOrderBookRequestSchema, create(GetOrderBookRequestSchema, request));
  const unread = Math.ceil(NODE_BYTES / answerBytes) + 1;
  for (let asked = 0; asked < unread; asked += 1) call(pathOf(getOrderBook), ask);
  await expect.poll(() => connection.answering.size).toBe(unread);
  const cancel = toBinary(CancelAllOrdersRequestSchema, create(CancelAllOrdersRequestSchema));
  const streamId = call(pathOf(cancelAllOrders), cancel);
  await expect.poll(() => connection.answering.has(streamId) || connection.resets.has(streamId)).toBe(true);
  expect([...connection.resets]).toEqual([]);
  connection.close();
});
