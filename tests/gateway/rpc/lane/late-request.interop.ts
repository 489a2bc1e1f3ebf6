import { connect, constants } from 'node:http2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExchangeUnderTest } from '../../running-exchange.ts';
import { envelope } from '../raw-grpc.ts';

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
