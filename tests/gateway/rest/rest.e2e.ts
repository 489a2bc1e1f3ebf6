import { connect } from 'node:http2';
import { text } from 'node:stream/consumers';
import bcrypt from 'bcrypt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SeedExchange } from './seed-exchange.ts';

let exchange: SeedExchange;
beforeAll(async () => {
  exchange = await SeedExchange.start();
  await post('/new_book', { instrument_id: 1, instrument_name: 'Apple & Söhne', ...ADAM });
});
afterAll(() => exchange.stop());

const ADAM = { party_id: 'Adam', password: 'admin' };
const BOB = { party_id: 'Bob', password: 'bobpw' };
const CAROL = { party_id: 'Carol', password: 'carolpw' };
const ORDER = { instrument_id: 1, side: 'BUY', order_type: 'GTC', quantity: 1, price_cents: 100 };

function post(path: string, body: object): Promise<Response> {
  return fetch(exchange.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function get(path: string): Promise<string> {
  return (await fetch(exchange.url + path)).text();
}

describe('lists', () => {
  it('are the same after a restart, from a snapshot and the events since', async () => {
    for (let price = 1; price <= 30; price += 1)
      await post('/orders', { ...ORDER, price_cents: price, ...BOB });
    await post('/orders', { ...ORDER, side: 'SELL', price_cents: 30, quantity: 2, ...CAROL });
    const paths = ['/instruments', '/orders/1', '/live_orders/1', '/parties', '/action_count_seq'];
    const before = await Promise.all(paths.map(get));
    await exchange.restart();
    expect(await Promise.all(paths.map(get))).toEqual(before);
    const [{ created_time }] = JSON.parse(before[0] ?? '');
    const ageMs = Date.now() - Date.parse(`${created_time}Z`);
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(3_600_000);
    expect(before[0]).toMatch(
      /^\[\{"instrument_id":1,"instrument_name":"Apple & Söhne","instrument_description":"","created_time":"[^"Z]+","created_by":"Adam"\}\]$/,
    );
  });

  it('come over HTTP/2 too', async () => {
    const session = connect(exchange.url);
    const list = await text(session.request({ ':path': '/parties' }));
    session.close();
    expect(list).toContain('{"party_id":"Carol","party_name":"Carol & Co"}');
  });

  it('are whole when they are long', async () => {
    await post('/new_book', { instrument_id: 2, ...ADAM });
    const own = { ...ORDER, instrument_id: 2 };
    await Promise.all(Array.from({ length: 600 }, () => post('/orders', { ...own, ...BOB })));
    const rows: unknown[] = JSON.parse(await get('/live_orders/2'));
    expect(rows).toHaveLength(600);
    const answer = JSON.parse(await (await post('/cancel_all', { instrument_id: 2, ...BOB })).text());
    expect(answer).toMatchObject({ status: 'CANCELLED_ALL', failed_order_ids: [] });
    expect(answer.cancelled_order_ids).toHaveLength(600);
    expect(await get('/live_orders/2')).toBe('[]');
  });
});

describe('a new book', () => {
  it('takes bounds: a higher price or a larger quantity than usual', async () => {
    const bounds = {
      31: { asked: { max_price: 2_000_000_000 }, other: { max_quantity: 4_503_599 } },
      32: { asked: { max_quantity: 1_000_000_000 }, other: { max_price: 100_000_000 } },
    };
    for (const [id, { asked, other }] of Object.entries(bounds)) {
      const response = await post('/new_book', { instrument_id: Number(id), ...asked, ...ADAM });
      expect(await response.json()).toEqual({
        ...{ status: 'CREATED', instrument_id: Number(id), min_price: 1, min_quantity: 1 },
        ...asked,
        ...other,
      });
    }
    const order = { side: 'BUY', order_type: 'GTC', ...BOB };
    const high = { ...order, price_cents: 2_000_000_000, quantity: 1 };
    const large = { ...order, price_cents: 100, quantity: 1_000_000_000 };
    const status = async (fields: object) => (await post('/orders', { ...fields })).status;
    expect(await status({ ...high, instrument_id: 31 })).toBe(200);
    expect(await status({ ...large, instrument_id: 32 })).toBe(200);
    expect(await status({ ...large, instrument_id: 31 })).toBe(422);
    expect(await status({ ...high, instrument_id: 32 })).toBe(422);
  });
});

describe('the hint that a book can have other bounds', () => {
  it.each([
    ['a price above the bound', { price_cents: 100_000_001 }, 'max_price'],
    ['a quantity above the bound', { quantity: 90_071_993 }, 'max_quantity'],
    ['a price of 0', { price_cents: 0 }, undefined],
    ['a price below 0', { price_cents: -1 }, undefined],
    ['a quantity of 0', { quantity: 0 }, undefined],
    ['a quantity below 0', { quantity: -1 }, undefined],
    ['no price', { price_cents: null }, undefined],
  ])('for %s: %j names %s', async (_name, fields, named) => {
    const response = await post('/orders', { ...ORDER, ...fields, ...BOB });
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text.includes('a book with another')).toBe(named !== undefined);
    expect(text).toContain(named ?? '');
  });
});

describe('a party', () => {
  it('has its password checked in full once, not with every request', async () => {
    await exchange.setPassword('Carol', 'carolpw');
    const check = vi.spyOn(bcrypt, 'compare');
    await Promise.all(Array.from({ length: 50 }, () => post('/cancel_all', { instrument_id: 1, ...CAROL })));
    expect(check).toHaveBeenCalledOnce();
    await exchange.setPassword('Carol', 'another');
    expect((await post('/cancel_all', { instrument_id: 1, ...CAROL })).status).toBe(401);
    expect(check).toHaveBeenCalledTimes(2);
    await exchange.setPassword('Carol', 'carolpw');
    check.mockRestore();
  });

  it('cancels its own orders and those of nobody else', async () => {
    await post('/orders', { ...ORDER, price_cents: 5, ...CAROL });
    await post('/cancel_all', { instrument_id: 1, ...BOB });
    const rows: { party_id: string }[] = JSON.parse(await get('/live_orders/1'));
    expect(new Set(rows.map(({ party_id }) => party_id))).toEqual(new Set(['Carol']));
  });
});

describe('bad input', () => {
  it('is never echoed', async () => {
    for (const body of [
      { ...ORDER, quantity: 'bobpw', ...BOB },
      { ...ORDER, price_cents: 10 ** 12, ...BOB },
      { ...ORDER, quantity: 1e300, ...BOB },
      { ...ORDER, instrument_id: { bobpw: 1 }, ...BOB },
    ]) {
      const response = await post('/orders', body);
      const answer = await response.text();
      expect(response.status).toBe(422);
      expect(answer).not.toContain('bobpw');
      expect(JSON.parse(answer).detail).toEqual([
        {
          type: expect.any(String),
          loc: [expect.stringMatching(/^(quantity|price_cents|instrument_id)$/)],
          msg: expect.any(String),
        },
      ]);
    }
  });

  it('of a name tells which name', async () => {
    const other = { instrument_id: 9, ...ADAM };
    const twice = await post('/new_book', { ...other, instrument_name: 'Apple & Söhne' });
    expect(await twice.json()).toEqual({ status: 'ERROR', details: 'instrument_name already exists' });
    for (const name of ['a\nb', 'x'.repeat(257), '\ud800', 'a\u200bb', 'a\u00a0b', 'a\u202eb']) {
      const response = await post('/new_book', { ...other, instrument_name: name });
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ detail: [{ loc: ['instrument_name'] }] });
    }
  });

  it('too large for a message is 413, and the connection goes on', async () => {
    const response = await post('/orders', { ...BOB, padding: 'x'.repeat(2_000_000) });
    expect(response.status).toBe(413);
    expect((await post('/orders', { ...ORDER, ...BOB })).status).toBe(200);
  });

  it('in a path is 404 or 422', async () => {
    expect((await fetch(`${exchange.url}/orders/%ff`)).status).toBe(404);
    expect((await fetch(`${exchange.url}/orders/1/2`)).status).toBe(404);
    expect((await fetch(`${exchange.url}/orders/1_0`)).status).toBe(422);
  });
});
