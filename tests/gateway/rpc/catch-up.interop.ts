import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ExecutionReport } from '../../../gen/redleaf/v1/execution_pb.ts';
import type { Trade } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderType, Side, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';

const RETAINED = 10;
const MAKERS = 40;

let exchange: ExchangeUnderTest;
let instrumentId: number;

beforeEach(async () => {
  exchange = await ExchangeUnderTest.start({ RETAINED_REPORTS: String(RETAINED), HEARTBEAT_MS: '50' });
  instrumentId = await exchange.createInstrument('SWEPT');
});
afterEach(() => exchange.stop());

function clients() {
  const transport = createGrpcTransport({ baseUrl: exchange.url });
  return {
    orders: createClient(OrderService, transport),
    marketData: createClient(MarketDataService, transport),
  };
}

const order = (side: Side, quantity: bigint, timeInForce = TimeInForce.GTC) => ({
  ...{ instrumentId, side, quantity, timeInForce },
  ...{ orderType: OrderType.LIMIT, price: 100n },
});

/** Bob rests many orders, and one order of alice trades with all of them. */
async function sweep(): Promise<{ epoch: bigint; sequence: bigint }> {
  const { orders } = clients();
  const { alice, bob } = exchange.headers;
  for (let i = 0; i < MAKERS; i += 1) await orders.placeOrder(order(Side.SELL, 1n), { headers: bob });
  const { epoch, sequence } = await orders.placeOrder(order(Side.BUY, BigInt(MAKERS)), { headers: alice });
  return { epoch, sequence };
}

interface Page {
  readonly sequence: bigint;
}

/** The messages of a stream up to and including an event. */
async function until<Message extends Page, Item>(
  stream: AsyncIterable<Message>,
  sequence: bigint,
  itemsOf: (message: Message) => readonly Item[],
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const message of stream) {
    all.push(...itemsOf(message));
    if (message.sequence >= sequence) break;
  }
  return all;
}

const reportsOf = ({ executions }: { executions: ExecutionReport[] }) => executions;
const tradesOf = ({ trades }: { trades: Trade[] }) => trades;

test('a reader that has read everything gets all of a command that causes more than is kept', async () => {
  const { orders, marketData } = clients();
  const headers = exchange.headers.alice;
  // Both streams have their first message before the first event.
  const reports = orders.streamExecutions({}, { headers })[Symbol.asyncIterator]();
  const trades = marketData.streamTrades({ instrumentId })[Symbol.asyncIterator]();
  await Promise.all([reports.next(), trades.next()]);
  const { sequence } = await sweep();
  const own = await until({ [Symbol.asyncIterator]: () => reports }, sequence, reportsOf);
  expect(own.map(({ order }) => order?.cumQuantity)).toEqual(
    Array.from({ length: MAKERS + 1 }, (_, index) => BigInt(index)),
  );
  const all = await until({ [Symbol.asyncIterator]: () => trades }, sequence, tradesOf);
  expect(all.map(({ tradeId }) => tradeId)).toEqual(
    Array.from({ length: MAKERS }, (_, index) => BigInt(index + 1)),
  );
});

test('a quiet party resumes from long ago, whatever others did since', async () => {
  const { orders, marketData } = clients();
  const { alice, bob } = exchange.headers;
  const { epoch, sequence, orderId } = await orders.placeOrder(order(Side.BUY, 1n), { headers: alice });
  const reference = { reference: { case: 'orderId', value: orderId } } as const;
  await orders.cancelOrder({ order: reference }, { headers: alice });
  for (let i = 0; i < 3 * RETAINED; i += 1) {
    const placed = await orders.placeOrder(order(Side.SELL, 1n), { headers: bob });
    const own = { reference: { case: 'orderId', value: placed.orderId } } as const;
    await orders.cancelOrder({ order: own }, { headers: bob });
  }
  const { sequence: last } = await sweep();
  const point = { epoch, resumeFromSequence: sequence };
  const [first, ...others] = await until(orders.streamExecutions(point, { headers: alice }), last, reportsOf);
  expect(first?.order).toMatchObject({ orderId, canceledQuantity: 1n });
  expect(others).toHaveLength(MAKERS + 1);
  const all = await until(marketData.streamTrades({ ...point, instrumentId }), last, tradesOf);
  expect(all).toHaveLength(MAKERS);
});

test('what was caught up and what comes then is one stream', async () => {
  const { orders } = clients();
  const first = await sweep();
  const point = { epoch: first.epoch, resumeFromSequence: 1n };
  const headers = exchange.headers.bob;
  const stream = orders.streamExecutions(point, { headers });
  let { sequence: last } = first;
  let rounds = 2;
  const reports: ExecutionReport[] = [];
  for await (const message of stream) {
    reports.push(...message.executions);
    if (message.sequence < last) continue;
    if (rounds === 0) break;
    rounds -= 1;
    ({ sequence: last } = await sweep());
  }
  const ids = reports.map(({ execId }) => execId);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => Number(a - b)));
  expect(ids).toHaveLength(3 * 2 * MAKERS);
});
