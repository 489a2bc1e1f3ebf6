import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeUnderTest } from '../running-exchange.ts';

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});
afterAll(() => exchange.stop());

async function idOf(path: string, sent?: string): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = sent === undefined ? {} : { 'x-request-id': sent };
  get(`${exchange.url}${path}`, { headers, agent: false }, resolve).on('error', reject);
  const response = await promise;
  response.resume();
  const id = response.headers['x-request-id'];
  return typeof id === 'string' ? id : undefined;
}

it.each(['/livez', '/', '/orders/1', '/no/such/page', '/redleaf.v1.MarketDataService/ListInstruments'])(
  'the answer to %s has a name of its own, or that of its caller',
  async (path) => {
    expect(await idOf(path, 'trace:1/a.b+c=@d')).toBe('trace:1/a.b+c=@d');
    const ids = [await idOf(path), await idOf(path)];
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[\w-]{8}-[0-9a-z]+$/);
  },
);

it.each(['', 'x'.repeat(65), 'two words', '"quoted"'])(
  'a name that could mislead a log is not taken: %o',
  async (name) => {
    expect(await idOf('/livez', name)).not.toBe(name);
  },
);
