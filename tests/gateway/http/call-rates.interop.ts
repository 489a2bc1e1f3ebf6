import { type ClientHttp2Session, connect } from 'node:http2';
import { create, type DescMethod, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Code, createClient } from '@connectrpc/connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { MetricsPage } from '../metrics/read-metrics.ts';
import { pathOf } from '../rpc/bad-rows.ts';
import { envelope } from '../rpc/raw-grpc.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

// With 4 calls a second, one more is there each 250 ms of this clock.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

const { listInstruments, streamOrderBook } = MarketDataService.method;

describe.each([
  ['with the fast lane', 'true'],
  ['without it', 'false'],
])('%s', (_which, FAST_LANE) => {
  let exchange: ExchangeUnderTest;
  let session: ClientHttp2Session;
  beforeAll(async () => {
    // Its start makes calls without a token, which are logins.
    exchange = await ExchangeUnderTest.start({ MAX_CALLS_PER_SECOND: '4', FAST_LANE });
    await exchange.createInstrument('CALLS');
  });
  afterAll(() => exchange.stop());
  beforeEach(() => {
    vi.advanceTimersByTime(1_000);
    session = connect(exchange.url);
  });
  afterEach(() => session.close());

  /** What is left by the headers of the answer, and the refusal. Ends the call after its first message. */
  async function overGrpc<M extends DescMethod>(method: M, init: MessageInitShape<M['input']>, headers = {}) {
    const stream = session.request({
      ...{ ':method': 'POST', ':path': pathOf(method), 'content-type': 'application/grpc+proto' },
      ...headers,
    });
    let left: unknown;
    const trailer = new Headers();
    stream.on('response', (received) => {
      left = received['x-ratelimit-remaining'];
    });
    stream.on('trailers', (received) => {
      for (const [name, value] of Object.entries(received)) trailer.set(name, String(value));
    });
    await new Promise((done) => {
      stream.once('data', () => setImmediate(done)).once('end', done);
      stream.end(envelope(toBinary(method.input, create<M['input']>(method.input, init))));
    });
    stream.close();
    const info = findTrailerError(trailer)?.findDetails(ErrorInfoSchema)[0];
    return info === undefined ? left : { left, reason: info.reason, metadata: { ...info.metadata } };
  }

  const get = (path: string) => fetch(exchange.url + path);
  const leftIn = ({ status, headers }: Response) => [status, headers.get('x-ratelimit-remaining')];

  test('an address without a token has a rate over all of its connections, told in headers', async () => {
    expect(await overGrpc(listInstruments, {})).toBe('3');
    expect(await overGrpc(streamOrderBook, { instrumentId: 1 })).toBe('2');
    expect(leftIn(await get('/instruments'))).toEqual([200, '1']);
    const connectJson = await get(`${pathOf(listInstruments)}?encoding=json&message={}`);
    expect(leftIn(connectJson)).toEqual([200, '0']);

    const metadata = { max: '4', retry_after_ms: '250' };
    const refused = { left: '0', reason: 'TOO_MANY_REQUESTS', metadata };
    expect(await overGrpc(listInstruments, {})).toEqual(refused);
    expect(await overGrpc(streamOrderBook, { instrumentId: 1 })).toEqual(refused);
    const rest = await get('/instruments');
    expect([...leftIn(rest), rest.headers.get('retry-after')]).toEqual([429, '0', '1']);
    expect(await rest.text()).toContain('more than 4 calls without a token in a second');
    expect(leftIn(await get(`${pathOf(listInstruments)}?encoding=json&message={}`))).toEqual([429, '0']);

    vi.advanceTimersByTime(251);
    expect(await overGrpc(streamOrderBook, { instrumentId: 1 })).toBe('0');
  });

  test('calls with a token, logins, health and metrics do not count, and refusals are counted', async () => {
    const sessions = createClient(SessionService, createGrpcTransport({ baseUrl: exchange.url }));
    const refusedCalls = async () => {
      const page = await MetricsPage.read(exchange.url);
      return page.value('redleaf_refused_total', { what: 'call_rate', holder: 'anonymous' }) ?? 0;
    };
    const before = await refusedCalls();
    for (let call = 0; call < 6; call += 1) {
      expect(await overGrpc(listInstruments, {}, exchange.headers.alice)).toBeUndefined();
      expect(await overGrpc(streamOrderBook, { instrumentId: 1 }, exchange.headers.alice)).toBeUndefined();
      expect(leftIn(await get('/healthz'))).toEqual([200, null]);
      await sessions.login({ partyId: 'bob', password: PASSWORD });
    }
    for (const left of ['3', '2', '1', '0']) expect(await overGrpc(listInstruments, {})).toBe(left);
    await expect(
      createClient(MarketDataService, exchange.transport).listInstruments({}),
    ).rejects.toMatchObject({
      code: Code.ResourceExhausted,
    });
    await sessions.login({ partyId: 'bob', password: PASSWORD });
    vi.advanceTimersByTime(1_000);
    expect(await refusedCalls()).toBe(before + 1);
  });
});
