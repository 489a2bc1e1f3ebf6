import { once } from 'node:events';
import { connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { create, type DescMethod, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Code, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  ServerReflection,
  ServerReflectionRequestSchema,
} from '../../../gen/grpc/reflection/v1/reflection_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { ReadTurns } from '../../../src/admission/read-turns.ts';
import {
  BINARY_OPTIONS,
  MAX_FRAME_BYTES,
  MAX_REQUEST_BYTES,
} from '../../../src/gateway/rpc/message-limits.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { pathOf } from './bad-rows.ts';
import { PROTOCOLS, rawCall } from './raw-call.ts';

const { listInstruments, getOrderBook, streamTrades } = MarketDataService.method;
const { orderEntry, placeOrder } = OrderService.method;
const { login } = SessionService.method;

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});
afterAll(() => exchange.stop());

const TOO_LARGE = { code: 'ResourceExhausted', reason: 'MESSAGE_TOO_LARGE', field: '' };
const TOO_MANY_COMMANDS = { ...TOO_LARGE, field: 'commands' };

/** One mebibyte of unknown fields with two bytes each. */
const UNKNOWN_FIELDS = Buffer.alloc(1_048_576, Buffer.from([0x78, 0x00]));

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const send = (method: DescMethod, message: Uint8Array, encoding?: string) =>
    rawCall(exchange.url, protocol, method, message, {
      headers: exchange.headers.alice,
      ...(encoding === undefined ? {} : { encoding }),
    });

  test.each([login, listInstruments, getOrderBook, streamTrades, placeOrder])(
    'a kilobyte that would become a mebibyte of $name is refused',
    async (method) => {
      const bomb = gzipSync(UNKNOWN_FIELDS, { level: 9 });
      expect(bomb.length).toBeLessThan(1_100);
      expect(await send(method, bomb.subarray(0, MAX_REQUEST_BYTES), 'gzip')).not.toMatchObject({
        code: 'OK',
      });
      expect(await send(method, gzipSync(UNKNOWN_FIELDS.subarray(0, 100_000)), 'gzip')).toEqual(TOO_LARGE);
      expect(await send(method, UNKNOWN_FIELDS.subarray(0, MAX_REQUEST_BYTES + 1))).toEqual(TOO_LARGE);
    },
  );

  test.each(['br', 'deflate', 'zstd'])(
    'a message that is compressed with %s is refused',
    async (encoding) => {
      for (const method of [getOrderBook, streamTrades, placeOrder]) {
        expect(await send(method, Buffer.alloc(10), encoding)).toEqual({
          code: 'Unimplemented',
          reason: 'COMPRESSION_UNKNOWN',
          field: '',
        });
      }
    },
  );

  test('a message that is compressed with gzip is read', async () => {
    const message = gzipSync(toBinary(listInstruments.input, create(listInstruments.input, {})));
    expect(await send(listInstruments, message, 'gzip')).toMatchObject({ code: 'OK' });
  });

  test('messages within messages are read only as deep as any request is', async () => {
    // Nested groups of an unknown field.
    const groups = [...Buffer.alloc(20, 0x7b), ...Buffer.alloc(20, 0x7c)];
    expect(await send(getOrderBook, Buffer.from(groups))).toMatchObject({ reason: 'MESSAGE_MALFORMED' });
  });
});

test('what the contract does not have is not kept of a request', async () => {
  const reflection = createClient(ServerReflection, createGrpcTransport({ baseUrl: exchange.url }));
  const known = toBinary(
    ServerReflectionRequestSchema,
    create(ServerReflectionRequestSchema, { messageRequest: { case: 'listServices', value: '' } }),
  );
  const request = fromBinary(ServerReflectionRequestSchema, Buffer.from([...known, 0x78, 0x01]));
  expect(request.$unknown).toHaveLength(1);
  async function* requests() {
    yield request;
  }
  // The answer contains the request, with everything that the server has kept of it.
  for await (const { originalRequest } of reflection.serverReflectionInfo(requests())) {
    expect(originalRequest?.$unknown).toBeUndefined();
  }
  expect(fromBinary(getOrderBook.input, UNKNOWN_FIELDS, BINARY_OPTIONS).$unknown).toBeUndefined();
});

describe('a frame of an order-entry stream', () => {
  const send = (frame: Uint8Array, options: { readonly encoding?: string; readonly isJson?: boolean } = {}) =>
    rawCall(exchange.url, 'grpc', orderEntry, frame, {
      headers: {
        ...exchange.headers.alice,
        ...(options.isJson ? { 'content-type': 'application/grpc+json' } : {}),
      },
      ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    });
  const emptyCommands = (count: number) => Buffer.alloc(2 * count, Buffer.from([0x0a, 0x00]));

  test('with a thousand commands is carried out', async () => {
    expect(await send(emptyCommands(1_024))).toMatchObject({ code: 'OK' });
    expect(await send(gzipSync(emptyCommands(1_024)), { encoding: 'gzip' })).toMatchObject({ code: 'OK' });
  });

  test('with more is refused, however it is written', async () => {
    expect(await send(emptyCommands(1_025))).toEqual(TOO_MANY_COMMANDS);
    expect(await send(emptyCommands(MAX_FRAME_BYTES / 2))).toEqual(TOO_MANY_COMMANDS);
    expect(await send(gzipSync(emptyCommands(MAX_FRAME_BYTES / 2)), { encoding: 'gzip' })).toEqual(
      TOO_MANY_COMMANDS,
    );
    const json = Buffer.from(JSON.stringify({ commands: Array.from({ length: 80_000 }, () => ({})) }));
    expect(await send(json, { isJson: true })).toEqual(TOO_MANY_COMMANDS);
    expect(await send(gzipSync(json), { isJson: true, encoding: 'gzip' })).toEqual(TOO_MANY_COMMANDS);
  });

  test('with too many bytes is refused', async () => {
    expect(await send(Buffer.alloc(MAX_FRAME_BYTES + 1))).toEqual(TOO_LARGE);
    expect(await send(gzipSync(Buffer.alloc(MAX_FRAME_BYTES + 1)), { encoding: 'gzip' })).toEqual(TOO_LARGE);
  });
});

/** 200,000 envelopes of empty messages in one mebibyte. */
const EMPTY_ENVELOPES = Buffer.alloc(1_048_570);

test.each([getOrderBook, streamTrades, login])(
  'a body of empty messages to $name is refused, and its stream closes',
  async (method) => {
    const session = connect(exchange.url);
    const stream = session.request({
      ':method': 'POST',
      ':path': pathOf(method),
      'content-type': 'application/grpc+proto',
      te: 'trailers',
    });
    const trailers: unknown[] = [];
    stream
      .on('response', (received) => trailers.push(received))
      .on('trailers', (received) => trailers.push(received));
    stream.on('error', () => {});
    stream.resume().end(EMPTY_ENVELOPES);
    await once(stream, 'close');
    expect(trailers).toContainEqual(
      expect.objectContaining({ 'grpc-status': String(Code.ResourceExhausted) }),
    );
    session.close();
  },
);

test('each answer of a reflection stream takes a turn', async () => {
  const next = vi.fn(() => Promise.resolve());
  const of = vi.spyOn(ReadTurns.prototype, 'of').mockReturnValue({ next });
  const reflection = createClient(ServerReflection, createGrpcTransport({ baseUrl: exchange.url }));
  async function* requests() {
    for (let request = 0; request < 50; request += 1) yield {};
  }
  let answers = 0;
  for await (const _ of reflection.serverReflectionInfo(requests())) answers += 1;
  expect([answers, next.mock.calls.length]).toEqual([50, 50]);
  of.mockRestore();
});
