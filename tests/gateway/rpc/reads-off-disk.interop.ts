import { DatabaseSync, StatementSync } from 'node:sqlite';
import { ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { PositionService } from '../../../gen/redleaf/v1/position_service_pb.ts';
import { multicastSettings } from '../../multicast/multicast-settings.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { placeLadder } from './place-ladder.ts';
import { outcomeOf } from './raw-grpc.ts';

let exchange: ExchangeUnderTest;
let session: string;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start({ WRITERS: 'multicast', ...(await multicastSettings()) });
  const instrumentId = await exchange.createInstrument('ONE');
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  await placeLadder(transport, exchange.headers.alice, instrumentId, Side.BUY, [100, 101]);
  await placeLadder(transport, exchange.headers.bob, instrumentId, Side.SELL, [100]);
  session = await vi.waitUntil(currentSession, { timeout: 10_000, interval: 20 });
});
afterAll(() => exchange.stop());

const marketData = () => createClient(MarketDataService, exchange.transport);
const orders = () => createClient(OrderService, exchange.transport);
const history = () => createClient(HistoryService, exchange.transport);
const positions = () => createClient(PositionService, exchange.transport);
const alice = () => ({ headers: exchange.headers.alice });

/** Reads the current session from the error for a wrong one; empty before the first datagram. */
async function currentSession(): Promise<string> {
  const error = await marketData()
    .replayMulticast({ session: 'another', firstSequence: 1n, lastSequence: 1n })
    .then(() => undefined, ConnectError.from);
  expect(error && outcomeOf(error).reason).toBe('UNKNOWN_SESSION');
  return error?.findDetails(ErrorInfoSchema)[0]?.metadata['session'] ?? '';
}

const READS: Readonly<Record<string, () => Promise<unknown>>> = {
  ReplayMulticast: () => marketData().replayMulticast({ session, firstSequence: 1n, lastSequence: 100n }),
  ListInstruments: () => marketData().listInstruments({}),
  GetOrderBook: () => marketData().getOrderBook({ instrumentId: 1 }),
  ListStatistics: () => marketData().listStatistics({}),
  ListCandles: () => marketData().listCandles({ instrumentId: 1, interval: 1 }),
  ListTrades: () => marketData().listTrades({}),
  GetOrder: () => orders().getOrder({ order: { reference: { case: 'orderId', value: 1n } } }, alice()),
  ListOpenOrders: () => orders().listOpenOrders({}, alice()),
  ListOrders: () => history().listOrders({}, alice()),
  ListFills: () => history().listFills({}, alice()),
  ListPositions: () => positions().listPositions({}, alice()),
  ...Object.fromEntries(
    ['/instruments', '/parties', '/orders/1', '/live_orders/1', '/trades/1', '/healthz', '/metrics'].map(
      (path) => [path, () => fetch(exchange.url + path).then((response) => response.text())],
    ),
  ),
};

it.each(Object.entries(READS))('%s reads no database on the thread of the gateway', async (_name, read) => {
  const spies = [
    vi.spyOn(DatabaseSync.prototype, 'prepare'),
    vi.spyOn(DatabaseSync.prototype, 'exec'),
    vi.spyOn(StatementSync.prototype, 'all'),
    vi.spyOn(StatementSync.prototype, 'get'),
    vi.spyOn(StatementSync.prototype, 'iterate'),
  ];
  await read();
  const calls = spies.map((spy) => spy.mock.calls.length);
  for (const spy of spies) spy.mockRestore();
  expect(calls).toEqual([0, 0, 0, 0, 0]);
});
