import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { CandleInterval } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataChannel, MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { startExchange } from '../../../src/main.ts';
import { loadConfig } from '../../../src/settings/config.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { reasonOf } from './provoke.ts';

const MINUTE_NS = 60_000_000_000n;
const HOUR_NS = 60n * MINUTE_NS;

let exchange: ExchangeUnderTest;
let instrumentId: number;
beforeEach(async () => {
  exchange = await ExchangeUnderTest.start({ CLOCK: 'manual', SESSION_MINUTES: '6000' });
  instrumentId = await exchange.createInstrument('RED');
});
afterEach(() => exchange.stop());

const advance = (durationNs: bigint) =>
  exchange.admin.advanceClock(
    { to: { case: 'durationNs', value: durationNs } },
    { headers: exchange.headers.admin },
  );
const place = (party: 'alice' | 'bob', side: Side) =>
  exchange.placeLimit(party, { instrumentId, side, price: 100n, quantity: 1n });
const marketData = () => createClient(MarketDataService, exchange.transport);

test('time stands still until an administrator advances it, and everything follows', async () => {
  const { transactTimeNs: began } = await place('alice', Side.BUY);
  expect((await place('bob', Side.SELL)).transactTimeNs).toBe(began);
  expect(await advance(90n * MINUTE_NS)).toMatchObject({ timeNs: began + 90n * MINUTE_NS, sequence: 9n });
  await place('alice', Side.BUY);
  expect((await place('bob', Side.SELL)).transactTimeNs).toBe(began + 90n * MINUTE_NS);

  const request = { instrumentId, interval: CandleInterval.CANDLE_INTERVAL_1_MINUTE };
  // The history follows the journal.
  await expect
    .poll(async () => (await marketData().listCandles(request)).candles.map(({ openTimeNs }) => openTimeNs))
    .toEqual([began, began + 90n * MINUTE_NS].map((timeNs) => timeNs - (timeNs % MINUTE_NS)));
});

test('statistics are of the 24 hours before that time, and are sent when it is advanced', async () => {
  await place('alice', Side.BUY);
  await place('bob', Side.SELL);
  const leave = new AbortController();
  const subscriptions = [{ subscriptionId: 1, channel: MarketDataChannel.STATISTICS }];
  const updates = marketData()
    .streamMarketData({ subscriptions }, { signal: leave.signal })
    [Symbol.asyncIterator]();
  const volume = async (): Promise<string> => {
    for (;;) {
      const { done, value } = await updates.next();
      if (done === true) throw new Error('the stream has ended');
      const found = value.updates.map(({ update }) => update).find(({ case: kind }) => kind === 'statistics');
      if (found?.case === 'statistics') return found.value.volume;
    }
  };
  expect(await volume()).toBe('1');
  await advance(25n * HOUR_NS);
  expect(await volume()).toBe('0');
  leave.abort();
});

test('sessions expire by it', async () => {
  const session = createClient(SessionService, exchange.transport);
  const { token } = await session.login({ partyId: 'alice', password: PASSWORD, tokenMinutes: 60 });
  const headers = { authorization: `Bearer ${token}` };
  const executions = createClient(OrderService, exchange.transport)
    .streamExecutions({}, { headers })
    [Symbol.asyncIterator]();
  await executions.next();
  await advance(HOUR_NS - 1_000_000n);
  expect(await session.getSession({}, { headers })).toMatchObject({ partyId: 'alice' });
  await advance(1_000_000n);
  expect(await reasonOf(session.getSession({}, { headers }))).toBe('TOKEN_INVALID');
  expect(await reasonOf(executions.next())).toBe('TOKEN_INVALID');
});

test('after a restart it goes on from where it was', async () => {
  const { timeNs } = await advance(100n * 24n * HOUR_NS - 1n);
  await exchange.running.stop();
  const again = await startExchange(
    loadConfig(
      {
        PORT: '0',
        GATEWAYS: '0',
        DATA_DIR: exchange.dataDir,
        LOG_LEVEL: 'silent',
        CLOCK: 'manual',
        SESSION_MINUTES: '525600',
      },
      {},
    ),
  );
  try {
    const transport = createConnectTransport({ baseUrl: again.url, httpVersion: '1.1' });
    const { token } = await createClient(SessionService, transport).login({
      partyId: 'admin',
      password: PASSWORD,
    });
    const admin = { headers: { authorization: `Bearer ${token}` } };
    const admins = createClient(AdminService, transport);
    const placed = await createClient(OrderService, transport).placeOrder(
      { instrumentId, side: Side.BUY, orderType: OrderType.LIMIT, price: 1n, quantity: 1n },
      admin,
    );
    expect(placed.transactTimeNs).toBe(timeNs);
    const back = admins.advanceClock({ to: { case: 'timeNs', value: timeNs - 1n } }, admin);
    expect(await reasonOf(back)).toBe('FIELD_OUT_OF_RANGE');
    expect(await admins.advanceClock({ to: { case: 'timeNs', value: timeNs + 1n } }, admin)).toMatchObject({
      timeNs: timeNs + 1n,
    });
  } finally {
    await again.stop();
  }
});

test('it is for administrators', async () => {
  const call = exchange.admin.advanceClock(
    { to: { case: 'durationNs', value: 1n } },
    { headers: exchange.headers.alice },
  );
  expect(await reasonOf(call)).toBe('ADMIN_REQUIRED');
});
