import { gzipSync } from 'node:zlib';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  GetOrderBookRequestSchema,
  GetOrderBookResponseSchema,
  MarketDataService,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { MetricsPage } from '../metrics/read-metrics.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

let exchange: ExchangeUnderTest;
let instrumentId: number;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('GET');
});

afterAll(() => exchange.stop());

const BOOK = 'MarketDataService/GetOrderBook';

function get(
  call: string,
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${exchange.url}/redleaf.v1.${call}?${new URLSearchParams(query)}`, { headers });
}

function bookRequest(): Uint8Array {
  return toBinary(GetOrderBookRequestSchema, create(GetOrderBookRequestSchema, { instrumentId }));
}

async function reasonOf(answer: Response): Promise<string | undefined> {
  const { details } = JSON.parse(await answer.text());
  return details?.[0]?.debug?.reason;
}

it('answers a message in JSON', async () => {
  const answer = await get(BOOK, { encoding: 'json', message: JSON.stringify({ instrumentId }) });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(JSON.parse(await answer.text()).orderBook).toMatchObject({ instrumentId });
});

it.each([
  ['as it is', (bytes: Uint8Array) => bytes, {}],
  ['compressed', (bytes: Uint8Array) => gzipSync(bytes), { compression: 'gzip' }],
])('answers a binary message, %s', async (_how, pack, query) => {
  const message = base64Encode(pack(bookRequest()), 'url');
  const answer = await get(BOOK, { encoding: 'proto', base64: '1', message, ...query });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/proto');
  const { orderBook } = fromBinary(GetOrderBookResponseSchema, new Uint8Array(await answer.arrayBuffer()));
  expect(orderBook?.instrumentId).toBe(instrumentId);
});

it('answers lists, whose JSON is made in turns', async () => {
  const answer = await get('MarketDataService/ListInstruments', { encoding: 'json', message: '{}' });
  expect(JSON.parse(await answer.text()).instruments).toMatchObject([{ symbol: 'GET' }]);
});

it.each(['1.1', '2'] as const)('answers the client library over HTTP/%s', async (httpVersion) => {
  const transport: Transport = createConnectTransport({
    baseUrl: exchange.url,
    httpVersion,
    useHttpGet: true,
  });
  const methods: string[] = [];
  const sessions = createClient(SessionService, {
    ...transport,
    unary: async (...args) => {
      const answer = await transport.unary(...args);
      methods.push(answer.header.get('cache-control') ?? '');
      return answer;
    },
  });
  const session = await sessions.getSession({}, { headers: exchange.headers.alice });
  expect(session.partyId).toBe('alice');
  expect(methods).toEqual(['no-store']);
  const marketData = createClient(MarketDataService, transport);
  expect((await marketData.getOrderBook({ instrumentId })).orderBook?.instrumentId).toBe(instrumentId);
});

it('wants the token where a POST does', async () => {
  const query = { encoding: 'json', message: '{}' };
  const without = await get('OrderService/ListOpenOrders', query);
  expect(without.status).toBe(401);
  expect(without.headers.get('cache-control')).toBe('no-store');
  expect(await reasonOf(without)).toBe('TOKEN_MISSING');
  const asAlice = await get('OrderService/ListOpenOrders', query, exchange.headers.alice);
  expect(asAlice.status).toBe(200);
  const parties = await get('AdminService/ListParties', query, exchange.headers.alice);
  expect(await reasonOf(parties)).toBe('ADMIN_REQUIRED');
});

it.each(['OrderService/PlaceOrder', 'SessionService/Logout', 'MarketDataService/StreamTrades'])(
  'does not call %s, which is more than a read',
  async (call) => {
    const answer = await get(call, { encoding: 'json', message: '{}' }, exchange.headers.alice);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
  },
);

it('says how the message has to be encoded', async () => {
  const answer = await get(BOOK, { message: '{}' });
  expect(answer.status).toBe(415);
  expect(JSON.parse(await answer.text()).error).toContain('encoding=json');
});

const MALFORMED: readonly [string, Readonly<Record<string, string>>, string][] = [
  ['JSON that is none', { encoding: 'json', message: '{' }, 'MESSAGE_MALFORMED'],
  ['no JSON', { encoding: 'json' }, 'MESSAGE_MALFORMED'],
  ['base64 that is none', { encoding: 'proto', base64: '1', message: '!' }, 'MESSAGE_MALFORMED'],
  ['a message that is none', { encoding: 'proto', base64: '1', message: '_w' }, 'MESSAGE_MALFORMED'],
  ['long JSON', { encoding: 'json', message: `{}${' '.repeat(1_024)}` }, 'MESSAGE_TOO_LARGE'],
  ['long base64', { encoding: 'proto', base64: '1', message: 'A'.repeat(1_368) }, 'MESSAGE_TOO_LARGE'],
  ['longer base64', { encoding: 'proto', base64: '1', message: 'A'.repeat(3_000) }, 'MESSAGE_TOO_LARGE'],
  [
    'a bomb',
    {
      encoding: 'proto',
      base64: '1',
      compression: 'gzip',
      message: base64Encode(gzipSync(Buffer.alloc(2_000)), 'url'),
    },
    'MESSAGE_TOO_LARGE',
  ],
  ['brotli', { encoding: 'json', compression: 'br', message: '{}' }, 'COMPRESSION_UNKNOWN'],
];

it.each(MALFORMED)('refuses %s', async (_what, query, reason) => {
  expect(await reasonOf(await get(BOOK, query))).toBe(reason);
});

it('counts like a POST', async () => {
  const calls = async () =>
    (await MetricsPage.read(exchange.url)).value('redleaf_rpcs_total', {
      service: 'redleaf.v1.MarketDataService',
      method: 'ListStatistics',
      code: 'OK',
    }) ?? 0;
  const before = await calls();
  await get('MarketDataService/ListStatistics', { encoding: 'json', message: '{}' });
  expect(await calls()).toBe(before + 1);
});
