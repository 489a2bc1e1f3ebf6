import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

const MAX_REQUESTS = 20;

let exchange: ExchangeUnderTest;
let session: ClientHttp2Session;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ MAX_REQUESTS_IN_FLIGHT: String(MAX_REQUESTS) });
  await exchange.createInstrument('ONE');
  session = connect(exchange.url);
});
afterAll(async () => {
  session.destroy();
  await exchange.stop();
});

const BOB = { party_id: 'bob', password: PASSWORD };
const ALICE = { party_id: 'alice', password: PASSWORD };
const ORDER = { instrument_id: 1, side: 'BUY', order_type: 'GTC', quantity: 1, price_cents: 100 };

async function post(path: string, body: string | object): Promise<{ status: number; body: string }> {
  const response = await fetch(exchange.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.text() };
}

function halfSent(path: string): ClientHttp2Stream {
  const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json' });
  stream.on('error', () => undefined);
  stream.write('{"party_id":');
  return stream;
}

it('callers who do not finish their requests take the place of nobody', async () => {
  const streams = Array.from({ length: MAX_REQUESTS }, () => halfSent('/orders'));
  await new Promise((answered) => session.ping(answered));
  expect((await post('/orders', { ...ORDER, ...BOB })).status).toBe(200);
  for (const stream of streams) stream.destroy();
});

it('callers who do not read their lists keep nobody from trading', async () => {
  for (let count = 0; count < 500; count += 10) {
    await Promise.all(Array.from({ length: 10 }, () => post('/orders', { ...ORDER, ...BOB })));
  }
  const streams = Array.from({ length: MAX_REQUESTS }, () => session.request({ ':path': '/orders/1' }));
  await Promise.all(streams.map((stream) => once(stream, 'response')));
  expect((await post('/orders', { ...ORDER, ...BOB })).status).toBe(200);
  expect((await fetch(`${exchange.url}/orders/1`)).status).toBe(429);
  for (const stream of streams) stream.destroy();
});

it('the order of another party cannot be cancelled, nor told from one that is not there', async () => {
  const { order_id } = JSON.parse((await post('/orders', { ...ORDER, ...BOB })).body);
  const unknown = await post('/cancel', { instrument_id: 1, order_id: 99_999, ...ALICE });
  expect(await post('/cancel', { instrument_id: 1, order_id, ...ALICE })).toEqual(unknown);
  expect(JSON.parse((await post('/cancel', { instrument_id: 1, order_id, ...BOB })).body)).toEqual({
    status: 'CANCELLED',
    order_id,
  });
});

it.each([
  ['a field of the prototype', '{"__proto__":{"party_id":"bob"},"constructor":1}', 401],
  ['an array as deep as a body can be', '['.repeat(512) + ']'.repeat(512), 422],
  ['an array that is deeper', '['.repeat(513) + ']'.repeat(513), 413],
  ['an object as deep as a body can be', `${'{"a":'.repeat(170)}1${'}'.repeat(170)}`, 401],
  ['a name that occurs twice', `{"party_id":"x","party_id":"bob"}`, 401],
  ['a number beyond all bounds', JSON.stringify({ ...ORDER, ...BOB }).replace(':100', ':1e999'), 422],
  ['very many digits', JSON.stringify({ ...ORDER, ...BOB, quantity: '9'.repeat(800) }), 422],
  ['more digits than a body has', JSON.stringify({ ...ORDER, ...BOB, quantity: '9'.repeat(1_024) }), 413],
  ['a zero with a sign', JSON.stringify({ ...ORDER, ...BOB }).replace(':100', ':-0'), 422],
  ['a party that is a list', JSON.stringify({ ...ORDER, ...BOB, party_id: ['bob'] }), 401],
  [
    'a password beyond what bcrypt reads',
    JSON.stringify({ ...ORDER, ...BOB, password: 'x'.repeat(73) }),
    401,
  ],
])('%s is refused', async (_what, body, status) => {
  expect((await post('/orders', body)).status).toBe(status);
});

it.each(['side', 'order_type', 'quantity', 'price_cents', 'instrument_id'])(
  'a password that was put in %s is not echoed',
  async (field) => {
    const answer = await post('/orders', { ...ORDER, ...BOB, [field]: PASSWORD });
    expect(answer.status).toBe(422);
    expect(answer.body).not.toContain(PASSWORD);
  },
);

it('callers who hang up anywhere leave a server that goes on', async () => {
  for (let count = 0; count < 20; count += 1) {
    const stream = halfSent('/cancel_all');
    const closed = once(stream, 'close');
    if (count % 2 === 0) stream.end('"bob","password":"wrong password"}');
    await new Promise((answered) => session.ping(answered));
    stream.close();
    await closed;
  }
  expect((await post('/orders', { ...ORDER, ...BOB })).status).toBe(200);
});

it.each([
  ['0', 'Input should be greater than 0'],
  ['-1', 'Input should be greater than 0'],
  ['4294967296', 'instrument_id must be a whole number from 1 to 4294967295'],
])('a new book of the number %s is told the numbers that are', async (number, message) => {
  const body = `{"instrument_id":${number},"party_id":"admin","password":"${PASSWORD}"}`;
  const answer = await post('/new_book', body);
  expect(answer.status).toBe(422);
  expect(JSON.parse(answer.body).detail).toMatchObject([{ loc: ['instrument_id'], msg: message }]);
});
