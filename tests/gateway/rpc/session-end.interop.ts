import { ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { outcomeOf } from './raw-grpc.ts';

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ MAX_SESSIONS_PER_PARTY: '2', HEARTBEAT_MS: '60000' });
});
afterAll(() => exchange.stop());
afterEach(() => {
  vi.useRealTimers();
});

const ENDED = { code: 'Unauthenticated', reason: 'TOKEN_INVALID', field: '' };
const cancel = { order: { reference: { case: 'orderId', value: 1n } } } as const;

test.each([
  ['logs out', (session: Session) => session.logout()],
  [
    'has logged in too often',
    async () => {
      await logIn();
      await logIn();
    },
  ],
  [
    'has changed its password in another session',
    async () => {
      const { changePassword } = await logIn();
      await changePassword(PASSWORD);
    },
  ],
  [
    'got another password from an administrator',
    () =>
      exchange.admin.setPassword(
        { partyId: 'alice', password: PASSWORD },
        { headers: exchange.headers.admin },
      ),
  ],
  [
    'has a token whose time is over',
    ({ expireTimeMs }: Session) => {
      vi.useFakeTimers({ toFake: ['Date'], now: expireTimeMs });
    },
  ],
])('streams of a party that %s end, though nothing happens on them', async (_when, end) => {
  const session = await logIn();
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

async function logIn() {
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  const sessions = createClient(SessionService, transport);
  const { token, expireTimeNs } = await sessions.login({ partyId: 'alice', password: PASSWORD });
  const headers = { authorization: `Bearer ${token}` };
  const expireTimeMs = Number(expireTimeNs / 1_000_000n);
  return {
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
