import { ConnectError, createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RPC_EXAMPLES } from '../../docs/generate/openapi/examples.ts';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { DescribedApi } from './described-api.ts';

const api = DescribedApi.read();

let exchange: ExchangeUnderTest;
const leave = new AbortController();

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({
    CLOCK: 'manual',
    WRITERS: 'multicast',
    ...(await multicastSettings()),
  });
});

afterAll(async () => {
  leave.abort();
  await exchange.stop();
});

/** In an order in which every call finds its objects. */
const CALLS = [
  'AdminService.CreateInstrument',
  'AdminService.CreateParty',
  'AdminService.SetPassword',
  'AdminService.DisableParty',
  'AdminService.ListParties',
  'AdminService.EnableParty',
  'AdminService.EndSessions',
  'SessionService.Login',
  'SessionService.GetSession',
  'SessionService.RenewSession',
  'AdminService.ListSessions',
  'OrderService.PlaceOrder',
  'OrderService.AmendOrder',
  'OrderService.GetOrder',
  'OrderService.ListOpenOrders',
  'MarketDataService.GetOrderBook',
  'MarketDataService.ListInstruments',
  'MarketDataService.UpdateSubscriptions',
  'MarketDataService.ReplayMulticast',
  'HistoryService.ListOrders',
  'HistoryService.ListFills',
  'MarketDataService.ListTrades',
  'MarketDataService.ListCandles',
  'MarketDataService.ListStatistics',
  'PositionService.ListPositions',
  'OrderService.CancelOrder',
  'OrderService.CancelAllOrders',
  'SessionService.ChangePassword',
  'AdminService.AdvanceClock',
  'SessionService.Logout',
];

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function send(
  method: 'GET' | 'POST',
  url: string,
  body: object,
  party: 'admin' | 'alice',
): Promise<Answer> {
  const answer = await fetch(exchange.url + url, {
    method,
    headers: { ...exchange.headers[party], ...(method === 'POST' && { 'content-type': 'application/json' }) },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** Time for a writer on a busy machine. */
const PATIENCE_MS = 30_000;

/** Values that replace placeholders in the examples, because only a running exchange knows them. */
async function known(call: string): Promise<object> {
  const marketData = createClient(MarketDataService, exchange.transport);
  if (call === 'MarketDataService.UpdateSubscriptions') {
    const stream = marketData.streamMarketData({}, { signal: leave.signal })[Symbol.asyncIterator]();
    const { value } = await stream.next();
    return { streamId: value?.streamId };
  }
  if (call === 'MarketDataService.ReplayMulticast') {
    const unknown = { session: 'unknown', firstSequence: 1n, lastSequence: 1n };
    const session = await vi.waitUntil(async () => {
      const error = await marketData.replayMulticast(unknown).then(() => undefined, ConnectError.from);
      return error?.findDetails(ErrorInfoSchema)[0]?.metadata['session'];
    }, PATIENCE_MS);
    return { session };
  }
  return {};
}

/** Bob trades with alice's order, so that the lists are not empty. */
async function trade(): Promise<void> {
  const order = {
    instrumentId: 1,
    side: Side.SELL,
    orderType: OrderType.LIMIT,
    price: 10_050n,
    quantity: 3n,
  };
  await createClient(OrderService, exchange.transport).placeOrder(order, { headers: exchange.headers.bob });
  const history = createClient(HistoryService, exchange.transport);
  await vi.waitUntil(async () => {
    const { fills } = await history.listFills({}, { headers: exchange.headers.alice });
    return fills.length > 0;
  }, PATIENCE_MS);
}

it('every unary RPC has an example that is played', () => {
  expect([...CALLS].sort()).toEqual(Object.keys(RPC_EXAMPLES).sort());
});

it('the examples of RPCs are answered as described', async () => {
  for (const call of CALLS) {
    const path = `/redleaf.v1.${call.replace('.', '/')}`;
    const { post, get } = api.paths[path] ?? {};
    const party = call.startsWith('AdminService') ? 'admin' : 'alice';
    const example = post?.requestBody?.content?.['application/json'].example;
    expect(example, call).toBeTypeOf('object');
    const request = { ...Object(example), ...(await known(call)) };
    expect(api.faultsOfRequest('post', path, request), call).toEqual([]);
    if (call === 'HistoryService.ListOrders') await trade();
    const answer = await send('POST', path, request, party);
    expect(answer.status, `${call}: ${JSON.stringify(answer.body)}`).toBe(200);
    expect(api.faultsOfAnswer('post', path, 200, answer.body), call).toEqual([]);
    if (get === undefined) continue;
    const query = new URLSearchParams({ encoding: 'json', message: JSON.stringify(request) });
    const got = await send('GET', `${path}?${query}`, {}, party);
    expect(got.status, call).toBe(200);
    expect(api.faultsOfAnswer('get', path, 200, got.body), call).toEqual([]);
  }
});

const REFUSED = Object.keys(RPC_EXAMPLES).map((call) => `/redleaf.v1.${call.replace('.', '/')}`);

it.each(REFUSED)('errors of %s are described', async (path) => {
  const wrong = await send('POST', path, { there_is_no_such_field: 1 }, 'admin');
  expect(wrong.status).toBe(400);
  expect(api.faultsOfAnswer('post', path, 400, wrong.body)).toEqual([]);
  expect(api.faultsOfRequest('post', path, { there_is_no_such_field: 1 })).not.toEqual([]);
  const answer = await fetch(exchange.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const body: unknown = JSON.parse(await answer.text());
  if (answer.status === 401) expect(path).not.toContain('MarketDataService');
  if (answer.status !== 200) expect(api.faultsOfAnswer('post', path, answer.status, body)).toEqual([]);
  const plain = await fetch(exchange.url + path, { method: 'POST', body: '{}' });
  expect(plain.status).toBe(415);
});

it('the exchange serves the document', async () => {
  const answer = await fetch(`${exchange.url}/openapi.json`);
  expect(answer.headers.get('content-type')).toBe('application/json');
  const { openapi, paths } = JSON.parse(await answer.text());
  expect(openapi).toBe('3.1.0');
  expect(paths).toEqual(api.paths);
});
