import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createRouterTransport } from '@connectrpc/connect';
import { afterEach, expect, it, vi } from 'vitest';
import { Account } from '../../clients/dashboard/core/account.ts';
import { createApi } from '../../clients/dashboard/core/api.ts';
import { Log } from '../../clients/dashboard/core/log.ts';
import { OrderDesk } from '../../clients/dashboard/core/order-desk.ts';
import { Signal } from '../../clients/typescript/signal.ts';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { ExecType, ExecutionReportSchema } from '../../gen/redleaf/v1/execution_pb.ts';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import {
  CancelReason,
  type Order,
  OrderSchema,
  OrderStatus,
  OrderType,
  Side,
  TimeInForce,
} from '../../gen/redleaf/v1/order_pb.ts';
import {
  type CancelAllOrdersRequest,
  OrderService,
  type StreamExecutionsRequest,
  type StreamExecutionsResponse,
  StreamExecutionsResponseSchema,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import { PositionSchema } from '../../gen/redleaf/v1/position_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';

/** An exchange that answers with the data of the test. */
class FakeExchange {
  open: Order[] = [];
  readonly requests: StreamExecutionsRequest[] = [];
  placed: () => Promise<{
    orderId: bigint;
    sequence: bigint;
    leavesQuantity: bigint;
    orderStatus: OrderStatus;
    cancelReason?: CancelReason;
  }> = () => Promise.reject(refused(Code.InvalidArgument, 'FIELD_INVALID'));
  canceledAll: (request: CancelAllOrdersRequest) => Promise<{ canceledOrderCount: bigint }> = () =>
    Promise.reject(refused(Code.Unavailable, 'TOO_MANY_REQUESTS'));
  #messages: (StreamExecutionsResponse | ConnectError)[] = [];
  readonly #more = new Signal();
  readonly api = createApi(
    createRouterTransport(({ service }) => {
      service(OrderService, {
        listOpenOrders: () => ({ orders: this.open }),
        placeOrder: () => this.placed(),
        cancelAllOrders: (request) => this.canceledAll(request),
        streamExecutions: (request, { signal }) => this.#stream(request, signal),
      });
      service(HistoryService, {});
      service(PositionService, {
        listPositions: () => ({
          positions: [create(PositionSchema, { instrumentId: 1, netQuantity: '5', sequence: 3n })],
        }),
      });
    }),
  );

  say(
    sequence: bigint,
    message: Parameters<typeof create<typeof StreamExecutionsResponseSchema>>[1] = {},
  ): void {
    this.#put(create(StreamExecutionsResponseSchema, { epoch: 1n, ...message, sequence }));
  }

  fail(error: ConnectError): void {
    this.#put(error);
  }

  #put(message: StreamExecutionsResponse | ConnectError): void {
    this.#messages.push(message);
    this.#more.raise();
  }

  async *#stream(request: StreamExecutionsRequest, signal: AbortSignal) {
    this.requests.push(request);
    while (!signal.aborted) {
      const message = this.#messages.shift();
      if (message === undefined) await this.#more.wait();
      else if (message instanceof ConnectError) throw message;
      else yield message;
    }
  }
}

function refused(code: Code, reason: string): ConnectError {
  const details = [{ desc: ErrorInfoSchema, value: { reason, domain: 'redleaf' } }];
  return new ConnectError('no', code, undefined, details);
}

function order(orderId: number, leaves: number, clientOrderId = ''): Order {
  return create(OrderSchema, {
    ...{
      orderId: BigInt(orderId),
      clientOrderId,
      instrumentId: 1,
      side: Side.BUY,
      orderType: OrderType.LIMIT,
    },
    ...{ price: 100n, quantity: 10n, leavesQuantity: BigInt(leaves), orderStatus: OrderStatus.NEW },
  });
}

function report(execType: ExecType, about: Order, execId = 0) {
  const trade = execType === ExecType.TRADE ? { lastPrice: 100n, lastQuantity: 4n } : {};
  return create(ExecutionReportSchema, { execType, order: about, execId: BigInt(execId), ...trade });
}

let account: Account | undefined;
afterEach(() => account?.close());

function follow(exchange: FakeExchange) {
  const heard = { onReport: vi.fn(), onNewHistory: vi.fn(), onSessionEnded: vi.fn() };
  const opened = new Account(exchange.api, 'token', heard);
  account = opened;
  void opened.run();
  const openIds = () => opened.openOrders.value.map((own) => Number(own.order.orderId));
  return { account: opened, heard, openIds };
}

it('begins with the list, and goes on with what the stream reports', async () => {
  const exchange = new FakeExchange();
  exchange.open = [order(1, 10), order(2, 10)];
  exchange.say(5n);
  const { account: own, openIds } = follow(exchange);
  await vi.waitFor(() => expect(openIds()).toEqual([1, 2]));
  expect(own.positions.value.get(1)?.netQuantity).toBe('5');
  const executions = [
    report(ExecType.NEW, order(3, 10)),
    report(ExecType.TRADE, order(1, 6), 12),
    report(ExecType.TRADE, order(1, 6), 12),
    report(ExecType.CANCELED, order(2, 0)),
  ];
  const positions = [create(PositionSchema, { instrumentId: 1, netQuantity: '9', sequence: 6n })];
  exchange.say(9n, { executions, positions });
  exchange.say(10n, { positions: [create(PositionSchema, { instrumentId: 1, sequence: 2n })] });
  await vi.waitFor(() => expect(openIds()).toEqual([1, 3]));
  expect(own.openOrders.value[0]?.order.leavesQuantity).toBe(6n);
  expect(own.closedOrders.value.map(({ orderId }) => Number(orderId))).toEqual([2]);
  expect(own.fills.value.map(({ execId, quantity }) => [Number(execId), quantity])).toEqual([[12, 4]]);
  // Older reports do not come back.
  expect(own.positions.value.get(1)?.netQuantity).toBe('9');
});

it('resumes from where it was, and ends when the exchange is of another history', async () => {
  const exchange = new FakeExchange();
  exchange.say(5n);
  const { heard } = follow(exchange);
  await vi.waitFor(() => expect(exchange.requests).toHaveLength(1));
  exchange.fail(new ConnectError('gone', Code.Unavailable));
  exchange.say(7n);
  await vi.waitFor(() => expect(exchange.requests).toHaveLength(2));
  expect(exchange.requests[1]).toMatchObject({ resumeFromSequence: 5n, epoch: 1n, withPositions: true });
  exchange.fail(refused(Code.FailedPrecondition, 'EPOCH_MISMATCH'));
  await vi.waitFor(() => expect(heard.onNewHistory).toHaveBeenCalledOnce());
});

it('ends with its session, and says whose it was', async () => {
  const exchange = new FakeExchange();
  exchange.fail(refused(Code.Unauthenticated, 'TOKEN_INVALID'));
  const { heard } = follow(exchange);
  await vi.waitFor(() => expect(heard.onSessionEnded).toHaveBeenCalledWith('token', 'no'));
});

const NEW_ORDER = {
  ...{ instrumentId: 1, side: Side.BUY, orderType: OrderType.LIMIT, timeInForce: TimeInForce.GTC },
  ...{ postOnly: false, expireTimeNs: 0n, price: 100, quantity: 10 },
};

function deskOf(exchange: FakeExchange, own: Account) {
  const log = new Log();
  const onRefused = vi.fn();
  const describe = () => 'Buy 10';
  const desk = new OrderDesk({
    api: exchange.api,
    log,
    account: () => own,
    describe,
    onRefused,
    onSessionEnded: vi.fn(),
  });
  return { desk, log, onRefused };
}

it('an order is shown at once, hollow, and stays once when report and answer have come in any order', async () => {
  const exchange = new FakeExchange();
  exchange.say(5n);
  const { account: own } = follow(exchange);
  await vi.waitFor(() => expect(own.isLoaded.value).toBe(true));
  const { desk } = deskOf(exchange, own);
  const answer = { orderId: 1n, sequence: 6n, leavesQuantity: 10n, orderStatus: OrderStatus.NEW };
  exchange.placed = async () => answer;
  const first = desk.place(NEW_ORDER);
  expect(own.openOrders.value).toMatchObject([{ pending: 'placing' }]);
  expect(await first).toBeUndefined();
  expect(own.openOrders.value).toMatchObject([{ pending: undefined, order: { orderId: 1n } }]);
  // The reports of the next order, also of its trade, arrive before its answer.
  exchange.placed = async () => {
    const name = own.openOrders.value.at(-1)?.order.clientOrderId ?? '';
    const executions = [
      report(ExecType.NEW, order(2, 10, name)),
      report(ExecType.TRADE, order(2, 0, name), 18),
    ];
    exchange.say(9n, { executions });
    await vi.waitFor(() => expect(own.fills.value).toHaveLength(1));
    return { ...answer, orderId: 2n, sequence: 8n };
  };
  await desk.place(NEW_ORDER);
  expect(own.openOrders.value.map((open) => open.order.orderId)).toEqual([1n]);
});

it('a refused order leaves nothing but its reason', async () => {
  const exchange = new FakeExchange();
  exchange.say(5n);
  const { account: own } = follow(exchange);
  await vi.waitFor(() => expect(own.isLoaded.value).toBe(true));
  const { desk, log, onRefused } = deskOf(exchange, own);
  expect(await desk.place(NEW_ORDER)).toEqual({ field: '', message: 'no' });
  expect(onRefused).toHaveBeenCalledOnce();
  expect(desk.lastTaken.value).toBeUndefined();
  expect(own.openOrders.value).toEqual([]);
  expect(log.entries.value).toMatchObject([{ kind: 'error', text: 'Buy 10: no' }]);
});

it('an order that is canceled at once says why', async () => {
  const exchange = new FakeExchange();
  exchange.say(5n);
  const { account: own } = follow(exchange);
  await vi.waitFor(() => expect(own.isLoaded.value).toBe(true));
  const { desk, log } = deskOf(exchange, own);
  exchange.placed = async () => ({
    ...{ orderId: 1n, sequence: 6n, leavesQuantity: 0n },
    ...{ orderStatus: OrderStatus.CANCELED, cancelReason: CancelReason.POST_ONLY },
  });
  await desk.place({ ...NEW_ORDER, postOnly: true });
  expect(log.entries.value).toMatchObject([
    { text: 'Buy 10: canceled: it was post-only and would have traded at once' },
  ]);
});

it('all orders, or those of an instrument, are canceled in one command, and shown as that until it is answered', async () => {
  const exchange = new FakeExchange();
  exchange.open = [order(1, 10), order(2, 10), create(OrderSchema, { ...order(3, 10), instrumentId: 2 })];
  exchange.say(5n);
  const { account: own } = follow(exchange);
  await vi.waitFor(() => expect(own.isLoaded.value).toBe(true));
  const { desk, log, onRefused } = deskOf(exchange, own);
  const pending = () => own.openOrders.value.map((open) => open.pending);
  const requests: number[] = [];
  const shown: unknown[] = [];
  exchange.canceledAll = async ({ instrumentId }) => {
    requests.push(instrumentId);
    shown.push(pending());
    return { canceledOrderCount: instrumentId === 0 ? 3n : 1n };
  };
  await desk.cancelAll(2);
  await desk.cancelAll();
  expect(requests).toEqual([2, 0]);
  expect(shown).toEqual([
    [undefined, undefined, 'canceling'],
    ['canceling', 'canceling', 'canceling'],
  ]);
  expect(pending()).toEqual([undefined, undefined, undefined]);

  exchange.canceledAll = () => Promise.reject(refused(Code.ResourceExhausted, 'TOO_MANY_REQUESTS'));
  await desk.cancelAll();
  expect(pending()).toEqual([undefined, undefined, undefined]);
  expect(onRefused).toHaveBeenCalledOnce();
  expect(log.entries.value.map(({ text }) => text).toSorted()).toEqual([
    '1 order is canceled',
    '3 orders are canceled',
    'The orders are not canceled: no',
  ]);
});
