import { afterEach, expect, test } from 'vitest';
import { ExchangeUnderTest } from '../running-exchange.ts';

const PAGE = 'https://desk.example';
const PATH = '/redleaf.v1.MarketDataService/ListInstruments';

let exchange: ExchangeUnderTest;
afterEach(() => exchange.stop());

const preflight = (origin: string) =>
  fetch(exchange.url + PATH, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,connect-protocol-version,content-type',
    },
  });
const call = (origin: string) =>
  fetch(exchange.url + PATH, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: '{}',
  });
const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

test('a page of an origin that is listed may call, with a token; another may not', async () => {
  exchange = await ExchangeUnderTest.start({ CORS_ORIGINS: `https://other.example,${PAGE}` });
  const may = await preflight(PAGE);
  expect([may.status, allowed(may), may.headers.get('vary')]).toEqual([204, PAGE, 'origin']);
  const headers = may.headers.get('access-control-allow-headers')?.toLowerCase().split(', ');
  expect(headers).toEqual(
    expect.arrayContaining(['authorization', 'connect-protocol-version', 'content-type']),
  );
  const answer = await call(PAGE);
  expect([answer.status, allowed(answer)]).toEqual([200, PAGE]);
  const exposed = answer.headers.get('access-control-expose-headers')?.toLowerCase().split(', ');
  expect(exposed).toEqual(
    expect.arrayContaining([
      ...['grpc-status-details-bin', 'retry-after'],
      ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
    ]),
  );
  expect(allowed(await preflight('https://evil.example'))).toBeNull();
  expect(allowed(await call('https://evil.example'))).toBeNull();
});

test('without a list no page of another origin may call', async () => {
  exchange = await ExchangeUnderTest.start();
  expect(allowed(await preflight(PAGE))).toBeNull();
  expect(allowed(await call(PAGE))).toBeNull();
});
