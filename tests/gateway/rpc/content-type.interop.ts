import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeUnderTest } from '../running-exchange.ts';

let exchange: ExchangeUnderTest;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});

afterAll(() => exchange.stop());

/** Status and body of an answer. */
async function post(headers: Readonly<Record<string, string>>): Promise<[number | undefined, string]> {
  const url = new URL('/redleaf.v1.MarketDataService/ListInstruments', exchange.url);
  const { promise, resolve, reject } = Promise.withResolvers<[number | undefined, string]>();
  request(url, { method: 'POST', headers }, (response) => {
    text(response).then((body) => resolve([response.statusCode, body]), reject);
  }).end('{}');
  return promise;
}

it.each([{}, { 'content-type': 'text/plain' }])(
  'says which content types there are to %j',
  async (headers) => {
    const [status, body] = await post(headers);
    expect(status).toBe(415);
    expect(JSON.parse(body).error).toContain('application/json');
  },
);

it('answers one that it knows', async () => {
  expect((await post({ 'content-type': 'application/json' }))[0]).toBe(200);
});
