import { create, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { expect, onTestFinished, test } from 'vitest';
import {
  GetOrderBookRequestSchema,
  GetOrderBookResponseSchema,
  MarketDataService,
  StreamOrderBookRequestSchema,
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
const MEBIBYTE = 1_048_576;
/** A message of each is 25 kB, and all of them together more than may wait. */
const STREAMS = 60;
const { getOrderBook, streamOrderBook } = MarketDataService.method;
const { cancelAllOrders } = OrderService.method;

/** Starts an exchange with an instrument of many levels. */
async function startDeep(
  settings: Readonly<Record<string, string>>,
  options: Parameters<typeof ExchangeUnderTest.start>[1] = {},
) {
  const exchange = await ExchangeUnderTest.start(settings, options);
  onTestFinished(() => exchange.stop());
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
  return { exchange, instrumentId, headers, transport };
}

test('a party with many unread answers cancels on the same connection', async () => {
  const { exchange, instrumentId, headers, transport } = await startDeep({});
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

test('streams of the library that are closed because they are not read are no fault in the log', async () => {
  const lines: string[] = [];
  const { exchange, instrumentId, headers } = await startDeep(
    { MAX_BUFFERED_BYTES: String(MEBIBYTE), LOG_LEVEL: 'error' },
    { logTo: { write: (line) => void lines.push(line) } },
  );
  const connection = await RawHttp2.open(exchange.url, { settings: [[INITIAL_WINDOW_SIZE, 0]] });
  const ask = create(StreamOrderBookRequestSchema, { instrumentId });
  const body = envelope(toBinary(StreamOrderBookRequestSchema, ask));
  for (let asked = 0; asked < STREAMS; asked += 1) {
    // Compression is left to the library.
    const request = connection.request(pathOf(streamOrderBook), { ...headers, 'grpc-encoding': 'gzip' });
    connection.send(request.headers, data(request.streamId, body, END_STREAM));
  }
  await expect.poll(() => connection.resets.size).toBeGreaterThan(0);
  await connection.ping();
  expect(lines).toEqual([]);
  connection.close();
});
