import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect';
import * as node from '@connectrpc/connect-node';
import * as web from '@connectrpc/connect-web';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BadRequestSchema, ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { ExecType } from '../../../gen/redleaf/v1/execution_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderStatus, OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { createGrpcJsTransport } from './grpc-js-transport.ts';

/** Every protocol in which a program may call the port. */
const TRANSPORTS: Readonly<Record<string, (baseUrl: string) => Transport>> = {
  'grpc-js': createGrpcJsTransport,
  'connect-node gRPC': (baseUrl) => node.createGrpcTransport({ baseUrl }),
  'connect-node gRPC-Web HTTP/1.1': (baseUrl) => node.createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
  'connect-node gRPC-Web HTTP/2': (baseUrl) => node.createGrpcWebTransport({ baseUrl, httpVersion: '2' }),
  'connect-node Connect HTTP/1.1': (baseUrl) =>
    node.createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true }),
  'connect-node Connect HTTP/2': (baseUrl) =>
    node.createConnectTransport({ baseUrl, httpVersion: '2', useBinaryFormat: true }),
  'connect-node Connect JSON HTTP/2': (baseUrl) =>
    node.createConnectTransport({ baseUrl, httpVersion: '2', useBinaryFormat: false }),
  'connect-web Connect': (baseUrl) => web.createConnectTransport({ baseUrl }),
  'connect-web gRPC-Web': (baseUrl) => web.createGrpcWebTransport({ baseUrl }),
};

/** HTTP/1.1 and browsers' fetch have no bidirectional streams. */
const BIDIRECTIONAL = Object.keys(TRANSPORTS).filter(
  (name) => !name.includes('HTTP/1.1') && !name.includes('connect-web'),
);

let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
});
afterAll(() => exchange.stop());

function transportNamed(name: string): Transport {
  const create = TRANSPORTS[name];
  if (create === undefined) throw new Error(`no transport ${name}`);
  return create(exchange.url);
}

describe.each(Object.keys(TRANSPORTS))('%s', (name) => {
  let instrumentId: number;
  let transport: Transport;
  const limit = (side: Side, price: bigint, quantity: bigint) => ({
    instrumentId,
    side,
    orderType: OrderType.LIMIT,
    price,
    quantity,
  });

  beforeAll(async () => {
    transport = transportNamed(name);
    instrumentId = await exchange.createInstrument(`I${Object.keys(TRANSPORTS).indexOf(name)}`, {
      tickSize: 5n,
    });
  });

  test('logs in and out', async () => {
    const sessions = createClient(SessionService, transport);
    const { token } = await sessions.login({ partyId: 'alice', password: PASSWORD });
    expect(token).toMatch(/^[\w-]{43}$/);
    const headers = { authorization: `Bearer ${token}` };
    await sessions.logout({}, { headers });
    await expect(sessions.logout({}, { headers })).rejects.toMatchObject({ code: Code.Unauthenticated });
  });

  test('places, amends, looks at and cancels an order', async () => {
    const orders = createClient(OrderService, transport);
    const { headers } = exchange;
    const placed = await orders.placeOrder(limit(Side.BUY, 100n, 7n), { headers: headers.alice });
    expect(placed).toMatchObject({ orderStatus: OrderStatus.NEW, leavesQuantity: 7n });
    const order = { reference: { case: 'orderId' as const, value: placed.orderId } };

    const amended = await orders.amendOrder({ order, quantity: 5n }, { headers: headers.alice });
    expect(amended).toMatchObject({ leavesQuantity: 5n, priorityKept: true });

    const got = await orders.getOrder({ order }, { headers: headers.alice });
    expect(got.order).toMatchObject({ partyId: 'alice', quantity: 5n, price: 100n });
    const listed = await orders.listOpenOrders({ instrumentId }, { headers: headers.alice });
    expect(listed.orders.map(({ orderId }) => orderId)).toEqual([placed.orderId]);

    const canceled = await orders.cancelOrder({ order }, { headers: headers.alice });
    expect(canceled).toMatchObject({ orderStatus: OrderStatus.CANCELED, canceledQuantity: 5n });
  });

  test('sees the book, its change, the trade and its own executions', async () => {
    const orders = createClient(OrderService, transport);
    const marketData = createClient(MarketDataService, transport);
    const { alice, bob } = exchange.headers;
    const leave = new AbortController();
    const { signal } = leave;

    const book = marketData.streamOrderBook({ instrumentId }, { signal })[Symbol.asyncIterator]();
    const snapshot = await book.next();
    expect(snapshot.value).toMatchObject({ previousSequence: 0n, update: { case: 'snapshot' } });

    const maker = await orders.placeOrder(limit(Side.SELL, 200n, 10n), { headers: bob });
    expect((await book.next()).value).toMatchObject({
      previousSequence: snapshot.value?.sequence,
      sequence: maker.sequence,
      update: { case: 'delta', value: { asks: [{ price: 200n, quantity: '10', orderCount: 1 }] } },
    });

    const taker = await orders.placeOrder(limit(Side.BUY, 200n, 4n), { headers: alice });
    expect(taker.fills).toMatchObject([{ price: 200n, quantity: 4n, makerOrderId: maker.orderId }]);

    const trades = marketData.streamTrades({ instrumentId, resumeFromSequence: 0n }, { signal });
    const firstTrades = await trades[Symbol.asyncIterator]().next();
    expect(firstTrades.value?.trades).toMatchObject([{ quantity: 4n, aggressorSide: Side.BUY }]);

    const executions = orders.streamExecutions(
      { resumeFromSequence: maker.sequence, epoch: maker.epoch },
      { headers: alice, signal },
    );
    const firstExecutions = await executions[Symbol.asyncIterator]().next();
    expect(firstExecutions.value?.executions).toMatchObject([
      { execType: ExecType.NEW, order: { orderId: taker.orderId } },
      { execType: ExecType.TRADE, isMaker: false, lastQuantity: 4n, order: { averagePrice: 200 } },
    ]);
    leave.abort();
  });

  test('decodes what is wrong with a request', async () => {
    const call = createClient(OrderService, transport).placeOrder(
      { ...limit(Side.BUY, 101n, 1n) },
      { headers: exchange.headers.alice },
    );
    const error = await call.then(() => undefined, ConnectError.from);
    expect(error?.code).toBe(Code.InvalidArgument);
    expect(error?.findDetails(ErrorInfoSchema)).toMatchObject([
      { reason: 'PRICE_OFF_TICK', domain: 'redleaf', metadata: { tick_size: '5' } },
    ]);
    expect(error?.findDetails(BadRequestSchema)).toMatchObject([{ fieldViolations: [{ field: 'price' }] }]);
  });

  test('hears that its message is far too large, and can go on', async () => {
    const admin = createClient(AdminService, transport);
    const description = 'x'.repeat(3 * 1_048_576);
    for (let time = 0; time < 5; time += 1) {
      const call = admin.createInstrument({ symbol: 'X', description }, { headers: exchange.headers.admin });
      const error = await call.then(() => undefined, ConnectError.from);
      expect(error?.findDetails(ErrorInfoSchema)).toMatchObject([{ reason: 'MESSAGE_TOO_LARGE' }]);
    }
  });

  test('hears as often as it asks that it may not, before it has sent all', async () => {
    const admin = createClient(AdminService, transport);
    for (let time = 0; time < 50; time += 1) {
      const call = admin.createInstrument({ symbol: 'X', description: 'x'.repeat(10_000) });
      const error = await call.then(() => undefined, ConnectError.from);
      expect(error?.findDetails(ErrorInfoSchema)).toMatchObject([{ reason: 'TOKEN_MISSING' }]);
    }
  });

  test('a stream that is refused says why', async () => {
    const stream = createClient(MarketDataService, transport).streamOrderBook({ instrumentId: 99_999 });
    const error = await stream[Symbol.asyncIterator]()
      .next()
      .then(() => undefined, ConnectError.from);
    expect(error?.code).toBe(Code.NotFound);
    expect(error?.findDetails(ErrorInfoSchema)).toMatchObject([{ reason: 'UNKNOWN_INSTRUMENT' }]);
  });
});

describe.each(BIDIRECTIONAL)('order entry over %s', (name) => {
  test('executes frames in order, answers each, and survives a refused command', async () => {
    const instrumentId = await exchange.createInstrument(`E${BIDIRECTIONAL.indexOf(name)}`);
    const place = (side: Side, price: bigint, clientOrderId: string) => ({
      command: {
        case: 'place' as const,
        value: { instrumentId, side, orderType: OrderType.LIMIT, price, quantity: 1n, clientOrderId },
      },
    });
    const cancel = (clientOrderId: string) => ({
      command: {
        case: 'cancel' as const,
        value: { order: { reference: { case: 'clientOrderId' as const, value: clientOrderId } } },
      },
    });
    const frames = [
      {
        commands: [
          place(Side.BUY, 10n, `${name}-a`.replaceAll(' ', '_').slice(0, 36)),
          place(Side.BUY, -1n, 'x y'),
        ],
      },
      { commands: [{ command: { case: undefined } }, place(Side.SELL, 10n, '')] },
      { commands: [cancel('nobody')] },
    ];
    async function* send() {
      yield* frames;
    }
    const answers = createClient(OrderService, transportNamed(name)).orderEntry(send(), {
      headers: exchange.headers.alice,
    });
    const results = [];
    for await (const answer of answers) results.push(answer.results.map(({ result }) => result));
    expect(results).toMatchObject([
      [
        { case: 'placed' },
        { case: 'refused', value: { code: 3, reason: 'FIELD_INVALID', field: 'client_order_id' } },
      ],
      [
        { case: 'refused', value: { code: 3, reason: 'FIELD_REQUIRED', field: 'command' } },
        { case: 'placed', value: { orderStatus: OrderStatus.FILLED } },
      ],
      [{ case: 'refused', value: { code: 5, reason: 'UNKNOWN_ORDER', field: 'order.client_order_id' } }],
    ]);
  });
});
