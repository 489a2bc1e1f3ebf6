import { once } from 'node:events';
import { connect, constants } from 'node:http2';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OrderEntryRequestSchema } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../../running-exchange.ts';
import { envelope } from '../raw-grpc.ts';

const CANCEL_NOTHING = toBinary(
  OrderEntryRequestSchema,
  create(OrderEntryRequestSchema, { commands: [{ command: { case: 'cancelAll', value: {} } }] }),
);

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ IDLE_TIMEOUT_MS: '1000', HEARTBEAT_MS: '200' });
});
afterAll(() => exchange.stop());

test('a stream whose request does not arrive is reset; one that has begun goes on', async () => {
  const session = connect(exchange.url);
  const open = (path: string) =>
    session.request({
      ...{ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' },
      ...exchange.headers.alice,
    });
  const trades = '/redleaf.v1.MarketDataService/StreamTrades';
  const begun = open(trades);
  let heartbeats = 0;
  begun.on('data', () => {
    heartbeats += 1;
  });
  begun.end(envelope(new Uint8Array()));
  const late = [trades, '/redleaf.v1.OrderService/StreamExecutions', '/redleaf.v1.OrderService/PlaceOrder'];
  const codes = late.map(async (path) => {
    const stream = open(path);
    stream.resume().on('error', () => undefined);
    const { promise, resolve } = Promise.withResolvers<void>();
    stream.once('close', resolve);
    await promise;
    return stream.rstCode;
  });
  expect(await Promise.all(codes)).toEqual(late.map(() => constants.NGHTTP2_REFUSED_STREAM));
  const before = heartbeats;
  await expect.poll(() => heartbeats).toBeGreaterThan(before + 1);
  session.destroy();
});

test.each([
  ['PlaceOrder', '/redleaf.v1.OrderService/PlaceOrder', Buffer.alloc(0), '3'],
  ['OrderEntry', '/redleaf.v1.OrderService/OrderEntry', CANCEL_NOTHING, '0'],
  ['StreamTrades', '/redleaf.v1.MarketDataService/StreamTrades', Buffer.alloc(0), undefined],
])('a request that ends with trailers is complete: %s', async (_rpc, path, message, status) => {
  const session = connect(exchange.url);
  const stream = session.request(
    {
      ...{ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' },
      ...exchange.headers.alice,
    },
    { endStream: false, waitForTrailers: true },
  );
  stream.once('wantTrailers', () => stream.sendTrailers({ 'x-checksum': '1' }));
  const begun = once(stream, 'data');
  const trailers = once(stream, 'trailers');
  // The one that does not come.
  begun.catch(() => undefined);
  trailers.catch(() => undefined);
  stream.end(envelope(message));
  if (status === undefined) await begun;
  else expect((await trailers)[0]['grpc-status']).toBe(status);
  session.destroy();
});

test('a caller that does not end its request has its status in the end', async () => {
  const session = connect(exchange.url);
  const stream = session.request({
    ...{ ':method': 'POST', ':path': '/redleaf.v1.OrderService/CancelAllOrders' },
    ...{ 'content-type': 'application/grpc', te: 'trailers' },
    ...exchange.headers.alice,
  });
  const closed = once(stream.resume(), 'close');
  stream.write(envelope(new Uint8Array()));
  const [trailers] = await once(stream, 'trailers');
  expect(trailers['grpc-status']).toBe('0');
  await closed;
  expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  session.destroy();
});
