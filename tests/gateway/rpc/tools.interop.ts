import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';

const run = promisify(execFile);
const BUF = join(import.meta.dirname, '../../../node_modules/.bin/buf');

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  instrumentId = await exchange.createInstrument('TOOLS', { lotSize: 10n });
});
afterAll(() => exchange.stop());

const order = (quantity: number) =>
  JSON.stringify({ instrumentId, side: 'SIDE_BUY', orderType: 'ORDER_TYPE_LIMIT', price: '100', quantity });

describe('curl', () => {
  /** Prints the body of the answer, then its status. */
  async function curl(
    method: string,
    body: string,
    ...options: string[]
  ): Promise<[status: number, answer: unknown]> {
    const url = `${exchange.url}/redleaf.v1.${method}`;
    const json = ['-H', 'content-type: application/json', '-d', body, '-w', '\n%{http_code}'];
    const { stdout } = await run('curl', ['-sS', '-m', '20', ...json, ...options, url]);
    const [answer = '', status] = stdout.split('\n');
    return [Number(status), JSON.parse(answer)];
  }

  test.each([
    ['HTTP/1.1', '--http1.1'],
    ['HTTP/2', '--http2-prior-knowledge'],
  ])('logs in, places and reads in JSON over %s', async (_name, version) => {
    const [, session] = await curl(
      'SessionService/Login',
      JSON.stringify({ partyId: 'alice', password: PASSWORD }),
      version,
    );
    expect(session).toMatchObject({ partyId: 'alice', token: expect.stringMatching(/^[\w-]{43}$/) });

    const authorized = ['-H', `authorization: ${exchange.headers.alice.authorization}`, version];
    expect(await curl('OrderService/PlaceOrder', order(10), ...authorized)).toMatchObject([
      200,
      { orderStatus: 'ORDER_STATUS_NEW', leavesQuantity: '10' },
    ]);
    expect(await curl('OrderService/PlaceOrder', order(11), ...authorized)).toMatchObject([
      400,
      { code: 'invalid_argument', details: [{ debug: { reason: 'QUANTITY_OFF_LOT' } }, {}] },
    ]);
    expect(await curl('OrderService/PlaceOrder', order(10), version)).toMatchObject([
      401,
      { code: 'unauthenticated' },
    ]);
    expect(
      await curl('MarketDataService/GetOrderBook', JSON.stringify({ instrumentId }), version),
    ).toMatchObject([200, { orderBook: { bids: [{ price: '100' }] } }]);
  });
});

describe('buf curl, which learns the API by reflection', () => {
  async function buf(protocol: string, method: string, body: string, ...options: string[]): Promise<string> {
    const url = `${exchange.url}/redleaf.v1.${method}`;
    const fixed = ['curl', '--http2-prior-knowledge', '--protocol', protocol, '-d', body];
    const { stdout } = await run(BUF, [...fixed, ...options, url], { timeout: 20_000 });
    return stdout;
  }

  test.each(['grpc', 'grpcweb', 'connect'])('places over %s', async (protocol) => {
    const authorized = ['-H', `authorization: ${exchange.headers.bob.authorization}`];
    const answer = await buf(protocol, 'OrderService/PlaceOrder', order(10), ...authorized);
    expect(JSON.parse(answer)).toMatchObject({ orderStatus: 'ORDER_STATUS_NEW' });
  });

  test('reads the first messages of a stream in both directions', async () => {
    const frame = JSON.stringify({ commands: [{ place: JSON.parse(order(10)) }, { cancel: {} }] });
    const authorized = ['-H', `authorization: ${exchange.headers.bob.authorization}`];
    const answer = await buf('grpc', 'OrderService/OrderEntry', frame, ...authorized);
    expect(JSON.parse(answer)).toMatchObject({
      results: [{ placed: {} }, { refused: { reason: 'FIELD_REQUIRED', field: 'order' } }],
    });
  });

  test('lists the services, under the old name of the protocol too', async () => {
    for (const version of ['grpc-v1', 'grpc-v1alpha']) {
      const { stdout } = await run(BUF, [
        'curl',
        '--http2-prior-knowledge',
        '--list-methods',
        '--reflect-protocol',
        version,
        exchange.url,
      ]);
      expect(stdout).toContain('redleaf.v1.OrderService/PlaceOrder');
      expect(stdout).toContain('grpc.health.v1.Health/Check');
    }
  });
});
