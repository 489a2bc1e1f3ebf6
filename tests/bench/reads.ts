import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { build } from 'hdr-histogram-js';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';
import { AttackedExchange } from '../attacks/attacked-exchange.ts';
import { connect, withToken } from '../faults/clients.ts';
import { threadTimes } from './load/thread-times.ts';

/*
 * Measures the processor time of each read on the gateway's thread, and the effect of two callers that repeat it on a party that
 * places and cancels orders. There are 100,000 open orders at 100,000 prices, 5,000 trades, and a history. `npm run bench:reads --
 * [READ ...]`.
 */

const SIZE = { levels: 50_000, trades: 5_000 };
const READERS = 2;
const READ_MS = 1_000;
const ORDER_PAUSE_MS = 10;

const exchange = await AttackedExchange.start(SIZE, {
  PUBLIC_PARTIES: 'true',
  MAX_OPEN_ORDERS_PER_PARTY: '200000',
  GATEWAYS: '1',
});
const { url, instrumentId, quietInstrumentId, multicastSession: session } = exchange.target;
const { marketData, orders, session: sessions } = connect(url);
const history = createClient(HistoryService, createGrpcTransport({ baseUrl: url }));
const positions = createClient(PositionService, createGrpcTransport({ baseUrl: url }));
const { token } = await sessions.login({ partyId: 'boss', password: 'boss-password' });
const headers = withToken(token);
const middle = await tokenOfPage(50);

const rest = (path: string) => () => fetch(url + path).then((response) => response.arrayBuffer());
const json = (depth: number) => () =>
  fetch(`${url}/redleaf.v1.MarketDataService/GetOrderBook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instrumentId, depth }),
  }).then((response) => response.arrayBuffer());

const READS: Readonly<Record<string, () => Promise<unknown>>> = {
  'orders alone': () => sleep(ORDER_PAUSE_MS),
  GetOrderBook: () => marketData.getOrderBook({ instrumentId }),
  'GetOrderBook 5000': () => marketData.getOrderBook({ instrumentId, depth: 5_000 }),
  'GetOrderBook JSON': json(0),
  'GetOrderBook JSON 5000': json(5_000),
  'StreamOrderBook first': firstLevels,
  ListInstruments: () => marketData.listInstruments({}),
  'ListTrades 1000': () => marketData.listTrades({ pageSize: 1_000 }),
  'ReplayMulticast 1000': () =>
    marketData.replayMulticast({ session, firstSequence: 1n, lastSequence: 1_000n }),
  GetOrder: () => orders.getOrder({ order: { reference: { case: 'orderId', value: 1n } } }, headers),
  'ListOpenOrders 1000': () => orders.listOpenOrders({ pageSize: 1_000 }, headers),
  'ListOpenOrders page 51': () => orders.listOpenOrders({ pageSize: 1_000, pageToken: middle }, headers),
  'ListOpenOrders other': () => orders.listOpenOrders({ instrumentId: quietInstrumentId }, headers),
  'ListOrders 1000': () => history.listOrders({ pageSize: 1_000 }, headers),
  'ListFills 1000': () => history.listFills({ pageSize: 1_000 }, headers),
  ListPositions: () => positions.listPositions({}, headers),
  ListStatistics: () => marketData.listStatistics({}),
  '/orders 100,000': rest(`/orders/${instrumentId}`),
  '/live_orders 100,000': rest(`/live_orders/${instrumentId}`),
  '/live_orders none': rest(`/live_orders/${quietInstrumentId}`),
  '/trades 5,000': rest(`/trades/${quietInstrumentId}`),
  '/trades none': rest(`/trades/${instrumentId}`),
  '/parties': rest('/parties'),
  '/instruments': rest('/instruments'),
};

async function firstLevels(): Promise<void> {
  const leave = new AbortController();
  for await (const { hasMoreLevels } of marketData.streamOrderBook(
    { instrumentId },
    { signal: leave.signal },
  )) {
    if (!hasMoreLevels) break;
  }
}

/** The page token after a number of pages of 1,000 open orders. */
async function tokenOfPage(pages: number): Promise<string> {
  let pageToken = '';
  for (let page = 0; page < pages; page += 1) {
    ({ nextPageToken: pageToken } = await orders.listOpenOrders({ pageSize: 1_000, pageToken }, headers));
  }
  return pageToken;
}

/** Processor time of the gateway's thread. Linux only. */
function gatewayUs(): number {
  return threadTimes(exchange.server.pid)['gateway'] ?? 0;
}

async function measure(read: () => Promise<unknown>) {
  const endMs = performance.now() + READ_MS;
  const histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
  let reads = 0;
  const reader = async () => {
    while (performance.now() < endMs) {
      await read();
      reads += 1;
    }
  };
  const trader = async () => {
    while (performance.now() < endMs) {
      const startMs = performance.now();
      await exchange.honest.placeAndCancel();
      histogram.recordValue(Math.max(1, Math.round((performance.now() - startMs) * 1_000)));
      await sleep(ORDER_PAUSE_MS);
    }
  };
  const startUs = gatewayUs();
  await Promise.all([trader(), ...Array.from({ length: READERS }, reader)]);
  const usedUs = gatewayUs() - startUs;
  const ms = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000;
  return { reads, orders: histogram.totalCount, usedUs, p50: ms(50), p99: ms(99), longest: ms(100) };
}

const names = process.argv.slice(2);
const chosen = Object.entries(READS).filter(([name]) => names.length === 0 || names.includes(name));
await measure(() => sleep(ORDER_PAUSE_MS));
const alone = await measure(() => sleep(ORDER_PAUSE_MS));
const usPerOrder = alone.usedUs / alone.orders;
const table: Record<string, object> = {};
for (const [name, read] of chosen) {
  await read();
  const { reads, orders: placed, usedUs, p50, p99, longest } = await measure(read);
  table[name] = {
    'reads/s': Math.round((reads / READ_MS) * 1_000),
    'gateway µs': Math.max(0, Math.round((usedUs - placed * usPerOrder) / reads)),
    'order p50 ms': p50,
    'p99 ms': p99,
    'longest ms': longest,
  };
}
console.table(table);
await exchange.stop();
process.exit(0);
