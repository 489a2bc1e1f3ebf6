import { setImmediate as turn } from 'node:timers/promises';
import { ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { outcomeOf } from './raw-grpc.ts';

let exchange: ExchangeUnderTest;
let instruments = 0;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ MAX_SESSIONS_PER_PARTY: '2', HEARTBEAT_MS: '60000' });
});
afterAll(() => exchange.stop());
afterEach(() => {
  vi.useRealTimers();
});

const ENDED = { code: 'Unauthenticated', reason: 'TOKEN_INVALID', field: '' };
const cancel = { order: { reference: { case: 'orderId', value: 1n } } } as const;

type End = (session: Session) => unknown;

const WAYS: readonly (readonly [string, End])[] = [
  ['logs out', (session) => session.logout()],
  [
    'has logged in too often',
    async ({ partyId }) => {
      await logIn(partyId);
      await logIn(partyId);
    },
  ],
  [
    'has changed its password in another session',
    async ({ partyId }) => {
      const { changePassword } = await logIn(partyId);
      await changePassword(PASSWORD);
    },
  ],
  [
    'got another password from an administrator',
    ({ partyId }) =>
      exchange.admin.setPassword({ partyId, password: PASSWORD }, { headers: exchange.headers.admin }),
  ],
  [
    'is disabled',
    async ({ partyId }) => {
      await exchange.admin.disableParty({ partyId }, byAdmin());
      onTestFinished(async () => void (await exchange.admin.enableParty({ partyId }, byAdmin())));
    },
  ],
  [
    'has sessions that an administrator ends',
    ({ partyId }) => exchange.admin.endSessions({ which: { case: 'partyId', value: partyId } }, byAdmin()),
  ],
];

const byAdmin = () => ({ headers: exchange.headers.admin });

test.each(WAYS)('no command of a party that %s is executed after the answer', async (_way, end) => {
  const instrumentId = await exchange.createInstrument(`LATE-${instruments++}`);
  const session = await logIn('bob');
  let placed = 0;
  let sent = 0;
  let isOver = false;
  const place = () => {
    sent += 1;
    const value = {
      instrumentId,
      side: Side.BUY,
      orderType: OrderType.LIMIT,
      price: 1n,
      quantity: 1n,
    };
    return { command: { case: 'place' as const, value } };
  };
  async function* frames() {
    while (!isOver) {
      yield { commands: [place()] };
      await turn();
    }
  }
  const connections = [new Http2SessionManager(exchange.url), new Http2SessionManager(exchange.url)] as const;
  const entries = [
    createGrpcTransport({ baseUrl: exchange.url, sessionManager: connections[0] }),
    createConnectTransport({ baseUrl: exchange.url, httpVersion: '2', sessionManager: connections[1] }),
  ].map(async (transport) => {
    for await (const { results } of createClient(OrderService, transport).orderEntry(frames(), session)) {
      for (const { result } of results) if (result.case === 'placed') placed += 1;
    }
  });
  const calls = Promise.all(entries.map(failureOf));
  await vi.waitFor(() => expect(placed).toBeGreaterThan(20));
  await end(session);
  const sentBefore = sent;
  const late = createClient(OrderService, session.transport).placeOrder(place().command.value, session);
  expect(await failureOf(late)).toEqual(ENDED);
  expect(await calls).toEqual([ENDED, ENDED]);
  isOver = true;
  // The library does not end its frames.
  for (const connection of connections) connection.abort();
  const { orderBook } = await createClient(MarketDataService, session.transport).getOrderBook({
    instrumentId,
  });
  expect(orderBook?.bids[0]?.orderCount).toBeGreaterThanOrEqual(placed);
  expect(orderBook?.bids[0]?.orderCount).toBeLessThanOrEqual(sentBefore);
});

test.each<readonly [string, End]>([
  ...WAYS,
  [
    'has a token whose time is over',
    ({ expireTimeMs }) => {
      vi.useFakeTimers({ toFake: ['Date'], now: expireTimeMs });
    },
  ],
])('streams of a party that %s end, though nothing happens on them', async (_when, end) => {
  const session = await logIn('alice');
  const orders = createClient(OrderService, session.transport);
  const executions = orders.streamExecutions({}, session)[Symbol.asyncIterator]();
  await executions.next();
  const clientLeaves = Promise.withResolvers<void>();
  async function* frames() {
    yield { commands: [{ command: { case: 'cancel' as const, value: cancel } }] };
    await clientLeaves.promise;
  }
  const entry = orders.orderEntry(frames(), session)[Symbol.asyncIterator]();
  expect((await entry.next()).value?.results).toHaveLength(1);
  const publicTrades = createClient(MarketDataService, session.transport).streamTrades({});
  await publicTrades[Symbol.asyncIterator]().next();

  const ends = [executions.next(), entry.next()].map(failureOf);
  await end(session);
  expect(await Promise.all(ends)).toEqual([ENDED, ENDED]);
  clientLeaves.resolve();
});

type Session = Awaited<ReturnType<typeof logIn>>;

async function logIn(partyId: string) {
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  const sessions = createClient(SessionService, transport);
  const { token, expireTimeNs } = await sessions.login({ partyId, password: PASSWORD });
  const headers = { authorization: `Bearer ${token}` };
  const expireTimeMs = Number(expireTimeNs / 1_000_000n);
  return {
    partyId,
    transport,
    headers,
    expireTimeMs,
    logout: () => sessions.logout({}, { headers }),
    changePassword: (newPassword: string) =>
      sessions.changePassword({ currentPassword: PASSWORD, newPassword }, { headers }),
  };
}

function failureOf(call: Promise<unknown>) {
  return call.then(
    () => undefined,
    (error: unknown) => outcomeOf(ConnectError.from(error)),
  );
}
