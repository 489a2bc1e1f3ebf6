import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { DescribedApi } from './described-api.ts';

const api = DescribedApi.read();

let exchange: ExchangeUnderTest;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('ACME');
});

afterAll(() => exchange.stop());

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function post(path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(exchange.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

async function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const answer = await fetch(exchange.url + path, { headers });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

function expectDescribed(method: 'get' | 'post', path: string, { status, body }: Answer): void {
  expect(api.faultsOfAnswer(method, path, status, body), JSON.stringify(body)).toEqual([]);
}

function exampleOf(path: string): object {
  return Object(api.paths[path]?.post?.requestBody?.content?.['application/json'].example);
}

async function play(path: string, change: object = {}): Promise<Answer> {
  const request = { ...exampleOf(path), ...change };
  expect(api.faultsOfRequest('post', path, request)).toEqual([]);
  const answer = await post(path, request);
  expect(answer.status).toBe(200);
  expectDescribed('post', path, answer);
  return answer;
}

const rest = Object.entries(api.paths).filter(([path]) => !path.startsWith('/redleaf.v1.'));
const reads = rest.flatMap(([path, { get }]) => (get === undefined ? [] : [path]));
const writes = rest.flatMap(([path, { post }]) => (post === undefined ? [] : [path]));

it('the examples are answered as described', async () => {
  expect([...writes].sort()).toEqual(['/cancel', '/cancel_all', '/new_book', '/orders']);
  expect((await play('/new_book')).body).toMatchObject({ status: 'CREATED' });
  expect((await play('/new_book')).body).toMatchObject({ status: 'ERROR' });
  const placed = await play('/orders');
  expect(placed.body).toMatchObject({ status: 'ACCEPTED', trades: [] });
  const taken = await play('/orders', { party_id: 'bob', side: 2, order_type: 3, quantity: '4' });
  expect(taken.body).toMatchObject({ trades: [{ quantity: 4 }] });
  await play('/orders', {
    party_id: 'bob',
    side: 'SELL',
    order_type: 'MARKET',
    price_cents: null,
    quantity: 1,
  });
  const { order_id } = Object(placed.body);
  expect((await play('/cancel', { order_id })).body).toMatchObject({ status: 'CANCELLED' });
  expect((await play('/cancel', { order_id })).body).toMatchObject({ status: 'ERROR' });
  await play('/orders');
  expect((await play('/cancel_all')).body).toMatchObject({ status: 'CANCELLED_ALL' });
  await play('/orders');
  for (const path of reads) {
    const answer = await get(path.replace('{instrument_id}', '1'));
    expect(answer.status).toBe(200);
    if (path !== '/action_count_seq') expect(answer.body, path).not.toEqual([]);
    expectDescribed('get', path, answer);
  }
});

it.each(writes)('errors of POST %s are described', async (path) => {
  for (const change of [
    { password: 'wrong' },
    { instrument_id: null },
    { party_id: 'bob', instrument_id: 'x' },
  ]) {
    const answer = await post(path, { ...exampleOf(path), password: PASSWORD, ...change });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expectDescribed('post', path, answer);
  }
});

it.each(reads.filter((path) => path.includes('{')))('errors of GET %s are described', async (path) => {
  for (const [instrument, status] of [
    ['99', 404],
    ['x', 422],
  ] as const) {
    const answer = await get(path.replace('{instrument_id}', instrument));
    expect(answer.status).toBe(status);
    expectDescribed('get', path, answer);
  }
});
