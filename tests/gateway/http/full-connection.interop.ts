import { readFileSync } from 'node:fs';
import { constants } from 'node:http2';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import {
  OrderEntryRequestSchema,
  OrderService,
  PlaceOrderRequestSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { END_STREAM } from '../../bench/load/frames.ts';
import { order, pathOf } from '../rpc/bad-rows.ts';
import { envelope } from '../rpc/raw-grpc.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { data, RawHttp2, reset } from './raw-http2.ts';

/** More than Node refuses one after the other, by its own maximum. */
const MAX_STREAMS = 128;
const INITIAL_WINDOW_SIZE = 4;
const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/tls', name);
const ca = readFileSync(fixture('ca.crt'));

const PLACE = envelope(toBinary(PlaceOrderRequestSchema, create(PlaceOrderRequestSchema, order())));
const ENTRY = envelope(
  toBinary(
    OrderEntryRequestSchema,
    create(OrderEntryRequestSchema, { commands: [{ command: { case: 'place', value: order() } }] }),
  ),
);
const MALFORMED = Buffer.from([0, 0, 0, 0, 3, 255, 255, 255]);
const EMPTY = envelope(new Uint8Array());

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({
    MAX_STREAMS_PER_CONNECTION: String(MAX_STREAMS),
    TLS_CERT: fixture('server.crt'),
    TLS_KEY: fixture('server.key'),
  });
  await exchange.createInstrument('FULL');
});
afterAll(() => exchange.stop());

const { placeOrder, orderEntry } = OrderService.method;
const { streamTrades, listInstruments } = MarketDataService.method;
const alice = () => exchange.headers.alice;
/** Calls without a token are left to the library. */
const nobody = () => ({});
/** The library takes what is unusual. */
const unusual = () => ({ ...exchange.headers.alice, 'grpc-encoding': 'gzip' });

describe.each(['http:', 'https:'])('over %s', (protocol) => {
  const open = async (settings: readonly (readonly [number, number])[] = []) => {
    const connection = await RawHttp2.open(exchange.url.replace('https:', protocol), { settings, ca });
    onTestFinished(() => connection.close());
    return connection;
  };

  test.each([
    ['a call of the fast lane', pathOf(placeOrder), PLACE, alice],
    ['a call of the fast lane with an error', pathOf(placeOrder), MALFORMED, alice],
    ['a call of the library without a token', pathOf(placeOrder), PLACE, nobody],
    ['a request of the REST API', '/order', EMPTY, nobody],
    ['a request for a page', '/nowhere', EMPTY, nobody],
  ])(
    'a caller with as many calls as it may have begins the next with the end of the last: %s',
    async (_what, path, body, headers) => {
      const connection = await open();
      /** Requests that were not ended. */
      const incomplete = new Set<number>();
      let left = 3 * MAX_STREAMS;
      let begun = 0;
      const begin = (isComplete: boolean): Buffer[] => {
        if (begun === MAX_STREAMS || left === 0) return [];
        begun += 1;
        left -= 1;
        const request = connection.request(path, headers());
        const { streamId } = request;
        if (!isComplete) incomplete.add(streamId);
        const frames = [request.headers, data(streamId, body), ...(isComplete ? [data(streamId)] : [])];
        return [...frames, ...begin(isComplete)];
      };
      connection.onEnded = (streamId) => {
        if (incomplete.has(streamId)) return;
        begun -= 1;
        connection.send(...begin(true));
      };
      connection.send(...begin(false));
      await expect.poll(() => connection.answering.size).toBe(MAX_STREAMS);
      const frames = [...incomplete].flatMap((streamId) => {
        incomplete.delete(streamId);
        if (connection.ended.has(streamId)) begun -= 1;
        return [data(streamId), ...begin(true)];
      });
      connection.send(...frames);
      await expect.poll(() => connection.ended.size + connection.resets.size).toBe(3 * MAX_STREAMS);
      expect([...connection.resets]).toEqual([]);
    },
  );

  test.each([
    ['a call of the fast lane', pathOf(placeOrder), PLACE, alice, true],
    ['a call of the fast lane whose request goes on', pathOf(placeOrder), PLACE, alice, false],
    ['a stream of the fast lane', pathOf(streamTrades), EMPTY, alice, true],
    ['a stream of commands', pathOf(orderEntry), ENTRY, alice, false],
    [
      'a stream of commands that has failed',
      pathOf(orderEntry),
      Buffer.concat([ENTRY, MALFORMED]),
      alice,
      false,
    ],
    [
      'a stream of commands of the library that has failed',
      pathOf(orderEntry),
      Buffer.concat([ENTRY, MALFORMED]),
      unusual,
      false,
    ],
    ['a call of the library', pathOf(listInstruments), EMPTY, alice, true],
    ['a request of the REST API', '/order', EMPTY, nobody, true],
    ['a request for a page that goes on', '/nowhere', EMPTY, nobody, false],
  ])('a caller resets what it does not read: %s', async (_what, path, body, headers, isComplete) => {
    const connection = await open([[INITIAL_WINDOW_SIZE, 0]]);
    const begin = () =>
      Array.from({ length: MAX_STREAMS }, () => {
        const request = connection.request(path, headers());
        connection.send(request.headers, data(request.streamId, body, isComplete ? END_STREAM : 0));
        return request.streamId;
      });
    const streams = begin();
    await expect.poll(() => connection.answering.size).toBe(MAX_STREAMS);
    connection.send(...streams.map((streamId) => reset(streamId, constants.NGHTTP2_NO_ERROR)));
    // The server needs a turn of its event loop.
    await connection.ping();
    begin();
    await expect.poll(() => connection.answering.size + connection.resets.size).toBe(2 * MAX_STREAMS);
    expect([...connection.resets]).toEqual([]);
  });

  test.each([
    ['the fast lane', alice],
    ['the library', unusual],
  ])(
    'a stream of commands that has failed is closed, though its caller goes on: %s',
    async (_what, headers) => {
      const connection = await open();
      const { streamId, headers: begin } = connection.request(pathOf(orderEntry), headers());
      connection.send(begin, data(streamId, MALFORMED));
      await expect.poll(() => connection.resets.get(streamId)).toBe(constants.NGHTTP2_NO_ERROR);
      expect(connection.ended).toContain(streamId);
    },
  );

  test('a caller keeps its connection when it cancels all calls that it may have and begins as many at once', async () => {
    const connection = await open();
    const begin = (length: number) => {
      const requests = Array.from({ length }, () => connection.request(pathOf(streamTrades)));
      return {
        streams: requests.map(({ streamId }) => streamId),
        frames: requests.flatMap(({ streamId, headers }) => [headers, data(streamId, EMPTY, END_STREAM)]),
      };
    };
    const first = begin(MAX_STREAMS);
    connection.send(...first.frames);
    await expect.poll(() => connection.answering.size).toBe(MAX_STREAMS);
    // Node counts the canceled calls until the end of the turn of the event loop, and refuses the next ones.
    connection.send(
      ...first.streams.map((streamId) => reset(streamId, constants.NGHTTP2_CANCEL)),
      ...begin(MAX_STREAMS).frames,
    );
    await connection.ping();
    connection.send(...begin(connection.resets.size).frames);
    await expect.poll(() => connection.answering.size).toBe(2 * MAX_STREAMS);
    expect(connection.goaway).toBeUndefined();
  });
});
