import { once } from 'node:events';
import { connect } from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  MarketDataService,
  StreamOrderBookRequestSchema,
  type StreamOrderBookResponse,
  StreamOrderBookResponseSchema,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../../running-exchange.ts';
import { envelope } from '../raw-grpc.ts';

/** A message has at most 2,000 levels; a snapshot of more comes in parts. */
const LEVELS = 2_500;
const CHANGES = 3_000;
const ORDERS_PER_FRAME = 500;

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ HEARTBEAT_MS: '200', MAX_OPEN_ORDERS_PER_PARTY: '100000' });
  instrumentId = await exchange.createInstrument('DEEP');
});
afterAll(() => exchange.stop());

type Levels = Map<string, string>;

/** Reads a stream, and keeps the book that it tells. */
class Reader {
  readonly levels: Levels = new Map();
  sequence = 0n;
  heartbeats = 0;
  readonly #stream: AsyncIterator<StreamOrderBookResponse>;
  readonly #leave = new AbortController();

  constructor(transport: Transport) {
    const { signal } = this.#leave;
    const stream = createClient(MarketDataService, transport).streamOrderBook({ instrumentId }, { signal });
    this.#stream = stream[Symbol.asyncIterator]();
  }

  async read(): Promise<void> {
    const { value } = await this.#stream.next();
    if (value === undefined) throw new Error('the stream has ended');
    // The parts of a snapshot have the same sequence.
    expect(value.previousSequence).toBe(this.sequence);
    this.sequence = value.sequence;
    const { update } = value;
    if (update.case === 'heartbeat') this.heartbeats += 1;
    if (update.case !== 'snapshot' && update.case !== 'delta') return;
    for (const side of ['bids', 'asks'] as const) {
      for (const { price, quantity, orderCount } of update.value[side]) {
        if (quantity === '0') this.levels.delete(`${side} ${price}`);
        else this.levels.set(`${side} ${price}`, `${quantity} in ${orderCount}`);
      }
    }
  }

  async readUntil(sequence: bigint): Promise<void> {
    while (this.sequence < sequence) await this.read();
  }

  leave(): void {
    this.#leave.abort();
  }
}

async function place(prices: readonly { readonly side: Side; readonly price: bigint }[]): Promise<bigint> {
  const orders = createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));
  async function* frames() {
    for (let at = 0; at < prices.length; at += ORDERS_PER_FRAME) {
      yield {
        commands: prices.slice(at, at + ORDERS_PER_FRAME).map((where) => ({
          command: {
            case: 'place' as const,
            value: { ...where, instrumentId, orderType: OrderType.LIMIT, quantity: 3n },
          },
        })),
      };
    }
  }
  let sequence = 0n;
  for await (const { results } of orders.orderEntry(frames(), { headers: exchange.headers.alice })) {
    for (const { result } of results) {
      expect(result.case).toBe('placed');
      if (result.case === 'placed') sequence = result.value.sequence;
    }
  }
  return sequence;
}

test('readers of every kind and speed have the same book in the end', async () => {
  await place(Array.from({ length: LEVELS }, (_, level) => ({ side: Side.BUY, price: BigInt(1 + level) })));
  const grpc = createGrpcTransport({ baseUrl: exchange.url });
  const readers = [
    new Reader(grpc),
    new Reader(createConnectTransport({ baseUrl: exchange.url, httpVersion: '2' })),
  ];
  const slow = new Reader(createGrpcTransport({ baseUrl: exchange.url }));
  for (const reader of [...readers, slow]) await reader.read();
  const reading = readers.map((reader) => reader.readUntil(BigInt(LEVELS + CHANGES)));
  // Both sides of a spread that moves: levels come, go, and change.
  const sequence = await place(
    Array.from({ length: CHANGES }, (_, count) => ({
      side: count % 3 === 0 ? Side.SELL : Side.BUY,
      price: BigInt(LEVELS - 20 + ((count * 7) % 40)),
    })),
  );
  await Promise.all(reading);
  for (const reader of [...readers, slow]) await reader.readUntil(sequence);
  const { orderBook } = await createClient(MarketDataService, grpc).getOrderBook({
    instrumentId,
    depth: 5_000,
  });
  const levels: Levels = new Map();
  for (const side of ['bids', 'asks'] as const) {
    for (const { price, quantity, orderCount } of orderBook?.[side] ?? []) {
      levels.set(`${side} ${price}`, `${quantity} in ${orderCount}`);
    }
  }
  for (const reader of [...readers, slow]) {
    expect(reader.sequence).toBe(sequence);
    expect(reader.levels).toEqual(levels);
  }
  // A quiet stream sends heartbeats, and goes on with the next change.
  const [first] = readers;
  while (first !== undefined && first.heartbeats < 3) await first.read();
  for (const reader of [...readers, slow]) reader.leave();
});

test('changes that a reader has no room for are merged', async () => {
  const session = connect(exchange.url, { settings: { initialWindowSize: 0 } });
  const stream = session.request({
    ...{ ':method': 'POST', ':path': '/redleaf.v1.MarketDataService/StreamOrderBook' },
    ...{ 'content-type': 'application/grpc', te: 'trailers' },
  });
  const request = create(StreamOrderBookRequestSchema, { instrumentId });
  stream.end(envelope(toBinary(StreamOrderBookRequestSchema, request)));
  await once(stream, 'response');
  // Together far more than the bytes that may wait for a reader.
  let sequence = 0n;
  for (let round = 0; round < 40; round += 1) {
    sequence = await place(
      Array.from({ length: 300 }, (_, count) => ({ side: Side.BUY, price: BigInt(1 + count) })),
    );
  }
  session.settings({ initialWindowSize: 1_000_000 });
  session.setLocalWindowSize(1_000_000);
  let bytes = Buffer.alloc(0);
  const messages: StreamOrderBookResponse[] = [];
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
      const end = 5 + bytes.readUInt32BE(1);
      messages.push(fromBinary(StreamOrderBookResponseSchema, bytes.subarray(5, end)));
      bytes = bytes.subarray(end);
    }
    if (messages.at(-1)?.sequence === sequence) break;
  }
  session.destroy();
  for (const [index, message] of messages.slice(1).entries()) {
    expect(message.previousSequence).toBe(messages[index]?.sequence);
  }
  expect(messages.length).toBeLessThan(40);
  const last = messages.at(-1)?.update;
  expect(last?.case === 'delta' && last.value.bids.length).toBe(300);
});
