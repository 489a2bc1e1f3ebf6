import { create, type DescMethod, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { Passwords } from '../../../src/auth/passwords.ts';
import { MetricsPage } from '../metrics/read-metrics.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { order } from './bad-rows.ts';
import { PROTOCOLS, rawCall } from './raw-call.ts';
import { outcomeOf } from './raw-grpc.ts';

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('LATE');
});
afterAll(() => exchange.stop());
afterEach(() => {
  vi.useRealTimers();
});

const ENDED = { code: 'Unauthenticated', reason: 'TOKEN_INVALID', field: '' };
const MALFORMED = { code: 'InvalidArgument', reason: 'MESSAGE_MALFORMED', field: '' };

async function logIn(partyId: 'alice' | 'bob' | 'admin') {
  const sessions = createClient(SessionService, createGrpcTransport({ baseUrl: exchange.url }));
  const { token, expireTimeNs } = await sessions.login({ partyId, password: PASSWORD });
  const headers = { authorization: `Bearer ${token}` };
  return {
    headers,
    expireTimeMs: Number(expireTimeNs / 1_000_000n),
    logout: () => sessions.logout({}, { headers }),
  };
}

const sequence = async () => (await MetricsPage.read(exchange.url)).value('redleaf_last_committed_sequence');

function messageOf<M extends DescMethod>(method: M, init: MessageInitShape<M['input']>) {
  return [method.name, method, toBinary(method.input, create<M['input']>(method.input, init))] as const;
}

const place = { command: { case: 'place' as const, value: order() } };

const CALLS = [
  messageOf(OrderService.method.placeOrder, order()),
  messageOf(OrderService.method.listOpenOrders, { pageSize: 1 }),
  messageOf(OrderService.method.streamExecutions, {}),
  messageOf(HistoryService.method.listOrders, { pageSize: 1 }),
  messageOf(AdminService.method.createInstrument, { symbol: 'TOO-LATE' }),
  messageOf(AdminService.method.createParty, { partyId: 'late', password: PASSWORD }),
  messageOf(AdminService.method.setPassword, { partyId: 'bob', password: 'another password' }),
];

describe.each(PROTOCOLS)('over %s', (protocol) => {
  test.each(CALLS)(
    'nothing is done for %s when the session ends before the body comes',
    async (_name, method, message) => {
      const { headers, logout } = await logIn('admin');
      const before = await sequence();
      const beforeBody = async () => void (await logout());
      expect(await rawCall(exchange.url, protocol, method, message, { headers, beforeBody })).toEqual(ENDED);
      expect(await sequence()).toBe(before);
    },
  );

  test('a message that cannot be read is malformed, also when its deadline has passed', async () => {
    const timeout = { grpc: '0m', 'grpc-web': '0m', connect: '0' };
    for (const method of [OrderService.method.placeOrder, MarketDataService.method.streamTrades]) {
      expect(
        await rawCall(exchange.url, protocol, method, Buffer.from([255]), {
          headers: exchange.headers.alice,
          timeout,
        }),
      ).toEqual(MALFORMED);
    }
  });

  test('an order whose deadline has passed is not placed', async () => {
    const before = await sequence();
    const [, method, message] = messageOf(OrderService.method.placeOrder, order());
    const timeout = { grpc: '0m', 'grpc-web': '0m', connect: '0' };
    const { headers } = await logIn('alice');
    expect(await rawCall(exchange.url, protocol, method, message, { headers, timeout })).toMatchObject({
      code: 'DeadlineExceeded',
    });
    expect(await sequence()).toBe(before);
  });
});

test('an order-entry stream asks at every frame whether its session is still open', async () => {
  const { headers, expireTimeMs } = await logIn('alice');
  const orders = createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));
  const next = Promise.withResolvers<void>();
  async function* frames() {
    yield { commands: [place] };
    await next.promise;
    yield { commands: [place] };
  }
  const answers = orders.orderEntry(frames(), { headers })[Symbol.asyncIterator]();
  expect((await answers.next()).value?.results).toMatchObject([{ result: { case: 'placed' } }]);
  const before = await sequence();
  vi.useFakeTimers({ toFake: ['Date'], now: expireTimeMs });
  next.resolve();
  const error = await answers.next().then(() => undefined, ConnectError.from);
  expect(error && outcomeOf(error)).toEqual(ENDED);
  expect(await sequence()).toBe(before);
});

describe('while a password is hashed or checked, which takes its time', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each([
    messageOf(AdminService.method.createParty, { partyId: 'later', password: PASSWORD }),
    messageOf(AdminService.method.setPassword, { partyId: 'bob', password: 'another password' }),
  ])('%s of a session that ends is not done', async (_name, method, message) => {
    const { headers, logout } = await logIn('admin');
    const before = await sequence();
    const hash = vi.spyOn(Passwords.prototype, 'hash').mockImplementation(async () => {
      await logout();
      return 'a hash';
    });
    expect(await rawCall(exchange.url, 'grpc', method, message, { headers })).toEqual(ENDED);
    expect(hash).toHaveBeenCalledOnce();
    expect(await sequence()).toBe(before);
    await logIn('bob');
  });

  test('an order with a password that is changed meanwhile is not placed', async () => {
    const before = await sequence();
    const admin = createClient(AdminService, exchange.transport);
    // An earlier test's clock may have ended the first session of the administrator.
    const { headers } = await logIn('admin');
    const matches = vi.spyOn(Passwords.prototype, 'matches').mockImplementationOnce(async () => {
      await admin.setPassword({ partyId: 'bob', password: 'another password' }, { headers });
      return true;
    });
    const body = { instrument_id: 1, side: 'BUY', order_type: 'GTC', quantity: 1, price_cents: 100 };
    const response = await fetch(`${exchange.url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, party_id: 'bob', password: PASSWORD }),
    });
    expect(response.status).toBe(401);
    expect(matches).toHaveBeenCalledOnce();
    expect(await sequence()).toBe(before);
  });
});
