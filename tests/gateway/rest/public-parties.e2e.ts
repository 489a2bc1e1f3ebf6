import { ConnectError, createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { multicastSettings } from '../../multicast/multicast-settings.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

const LISTS = ['/instruments', '/parties', '/orders/1', '/live_orders/1', '/trades/1'];
const NAMES_IN = {
  '/instruments': ['admin'],
  '/parties': ['admin', 'alice', 'bob'],
  '/orders/1': ['alice', 'bob'],
  '/live_orders/1': ['alice', 'bob'],
  '/trades/1': ['alice', 'bob'],
} as const;
const PARTY_KEYS = new Set(['party_id', 'maker_party_id', 'taker_party_id', 'created_by']);

/** All parties in a JSON text. */
function namesIn(text: string): string[] {
  const names = new Set<string>();
  JSON.parse(text, (key, value) => {
    if (PARTY_KEYS.has(key) && value !== null && value !== '') names.add(value);
    return value;
  });
  return [...names].sort();
}

const basic = (partyId: string, password: string) =>
  `Basic ${Buffer.from(`${partyId}:${password}`).toString('base64')}`;

/** The replay for a listener that has lost the datagrams of all four orders. */
async function replayed({ transport }: ExchangeUnderTest): Promise<string> {
  const marketData = createClient(MarketDataService, transport);
  const replay = (session: string) =>
    marketData.replayMulticast({ session, firstSequence: 1n, lastSequence: 1_000n });
  return vi.waitUntil(
    async () => {
      const error = await replay('another').then(() => undefined, ConnectError.from);
      const session = error?.findDetails(ErrorInfoSchema)[0]?.metadata['session'] ?? '';
      const { datagrams } = await replay(session).catch(() => ({ datagrams: [] }));
      const orders = datagrams.map((bytes) => Buffer.from(bytes).toString());
      return orders.filter((text) => text.includes('"ORDER"')).length === 4 && `[${orders}]`;
    },
    { timeout: 10_000, interval: 20 },
  );
}

/** Makes a market where alice has sold one of two to bob, who bids for one more. Returns the answer to bob's order. */
async function startMarket(publicParties: string): Promise<{ exchange: ExchangeUnderTest; placed: string }> {
  const exchange = await ExchangeUnderTest.start({
    PUBLIC_PARTIES: publicParties,
    WRITERS: 'multicast',
    ...(await multicastSettings()),
  });
  await exchange.createInstrument('ONE');
  const place = async (party_id: string, side: string, quantity: number, price_cents = 100) => {
    const order = { instrument_id: 1, order_type: 'GTC', price_cents, side, quantity };
    const response = await fetch(`${exchange.url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...order, party_id, password: PASSWORD }),
    });
    expect(response.status).toBe(200);
    return response.text();
  };
  await place('alice', 'SELL', 2);
  await place('bob', 'BUY', 1);
  const placed = await place('bob', 'BUY', 2);
  await place('alice', 'SELL', 3, 200);
  return { exchange, placed };
}

describe.each([
  ['everyone is named', 'true'],
  ['everyone is named on a loopback address', ''],
])('%s', (_title, setting) => {
  let exchange: ExchangeUnderTest;
  let placed: string;
  beforeAll(async () => {
    ({ exchange, placed } = await startMarket(setting));
  });
  afterAll(() => exchange.stop());

  it.each(LISTS)('%s', async (path) => {
    const response = await fetch(exchange.url + path, { headers: { authorization: 'Bearer unknown' } });
    expect(response.status).toBe(200);
    expect(namesIn(await response.text())).toEqual(Reflect.get(NAMES_IN, path));
  });

  it('the answer to an order', () => {
    expect(namesIn(placed)).toEqual(['alice', 'bob']);
  });

  it('datagrams that are sent again', async () => {
    expect(namesIn(await replayed(exchange))).toEqual(['alice', 'bob']);
  });
});

describe('nobody is named but the caller', () => {
  let exchange: ExchangeUnderTest;
  let placed: string;
  beforeAll(async () => {
    ({ exchange, placed } = await startMarket('false'));
  });
  afterAll(() => exchange.stop());

  const get = (path: string, authorization?: string) =>
    fetch(exchange.url + path, { headers: authorization === undefined ? {} : { authorization } });

  it.each(LISTS)('%s', async (path) => {
    const everyone: readonly string[] = Reflect.get(NAMES_IN, path);
    expect(namesIn(await (await get(path)).text())).toEqual([]);
    for (const caller of ['admin', 'alice', 'bob'] as const) {
      const own = everyone.filter((name) => name === caller);
      for (const header of [exchange.headers[caller].authorization, basic(caller, PASSWORD)]) {
        expect(namesIn(await (await get(path, header)).text()), header).toEqual(own);
      }
    }
  });

  it.each(LISTS)('%s refuses a caller who is not who it says', async (path) => {
    for (const header of ['Bearer unknown', basic('alice', 'wrong'), 'Basic ?', 'Basic', 'Digest x']) {
      expect((await get(path, header)).status, header).toBe(401);
    }
  });

  it.each(['/orders/1', '/live_orders/1', '/trades/1'])('%s has all else as it is', async (path) => {
    const strip = (text: string) =>
      JSON.parse(text, (key, value) => (PARTY_KEYS.has(key) ? undefined : value));
    const hidden = await (await get(path)).text();
    const own = await (await get(path, exchange.headers.alice.authorization)).text();
    expect(JSON.parse(hidden).length).toBeGreaterThan(0);
    expect(strip(hidden)).toEqual(strip(own));
    expect(hidden).toContain('party_id":null');
  });

  it('datagrams that are sent again', async () => {
    expect(namesIn(await replayed(exchange))).toEqual([]);
  });

  it('the answer to an order', () => {
    expect(namesIn(placed)).toEqual(['bob']);
    expect(JSON.parse(placed).trades).toMatchObject([{ maker_party_id: null, taker_party_id: 'bob' }]);
  });
});
