import { create } from '@bufbuild/protobuf';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import { type Order, OrderSchema } from '../../../../gen/redleaf/v1/order_pb.ts';
import {
  ListOpenOrdersResponseSchema,
  type OrderService,
} from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import type { AuthClient } from '../../../auth/auth-client.ts';
import type { OrderReference } from '../../../domain/command.ts';
import type { Order as KeptOrder } from '../../../domain/order-progress.ts';
import { RefusedError, refuse } from '../../../domain/refusal.ts';
import type { Exchange } from '../../../exchange/exchange.ts';
import type { ExecutionMessage } from '../../../feeds/execution-subscription.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { Subscription } from '../../../feeds/subscriptions.ts';
import type { HistoryReader } from '../../../history/history-reader.ts';
import { readerOf, setRateHeaders } from '../admit-call.ts';
import { callerOf, sessionSignalOf } from '../caller.ts';
import { toOrderReference } from '../convert-requests.ts';
import { fromAllCanceled, fromAmended, fromCanceled, fromOrder, fromPlaced } from '../convert-responses.ts';
import { fromExecutions } from '../execution-messages.ts';
import { FieldChecks } from '../field-checks.ts';
import { findOrder } from '../find-order.ts';
import { listAnswer } from '../list-answer.ts';
import { findOpenOrders } from '../open-orders.ts';
import type { OrderCommands } from '../order-commands.ts';
import type { OrderRates } from '../order-rates.ts';
import type { OrderStreams } from '../order-streams.ts';
import { pageOf, toPage } from '../page.ts';
import { toResumePoint } from '../resume-point.ts';
import { streamLog } from '../stream.ts';
import { orderEntry } from './order-entry.ts';

const PAGE_SIZES = { max: 1_000, byDefault: 100 };

interface Parts {
  readonly orders: OrderCommands;
  readonly orderRates: OrderRates;
  readonly orderStreams: OrderStreams;
  readonly exchange: Exchange;
  readonly feeds: Feeds;
  readonly auth: AuthClient;
  /** Undefined if the exchange keeps none. */
  readonly history: HistoryReader | undefined;
}

export function orderService(
  { orders, orderRates, orderStreams, exchange, feeds, auth, history }: Parts,
  turns: ReadTurns,
): ServiceImpl<typeof OrderService> {
  const epoch = BigInt(feeds.epoch);
  /** Answers a command that counts against the rate of its party. The headers of the answer have that rate. */
  const counted = <Answer>(
    context: HandlerContext,
    handle: (partyNumber: number) => Promise<Answer>,
  ): Promise<Answer> => {
    const partyNumber = partyNumberOf(context);
    const answer = handle(partyNumber);
    setRateHeaders(context, orderRates.headersOf(partyNumber));
    return answer;
  };
  return {
    placeOrder: async (request, context) =>
      fromPlaced(await counted(context, (party) => orders.placeOrder(request, party)), epoch),
    amendOrder: async (request, context) =>
      fromAmended(await counted(context, (party) => orders.amendOrder(request, party)), epoch),
    cancelOrder: async (request, context) =>
      fromCanceled(await orders.cancelOrder(request, partyNumberOf(context)), epoch),
    cancelAllOrders: async (request, context) =>
      fromAllCanceled(await orders.cancelAllOrders(request, partyNumberOf(context)), epoch),

    async getOrder(request, context) {
      const checks = new FieldChecks();
      const reference = toOrderReference(request.order, checks);
      checks.throwIfWrong();
      const partyNumber = partyNumberOf(context);
      const orderId = await exchange.resolve(partyNumber, reference);
      const order =
        orderId === undefined ? undefined : await findOrder({ partyNumber, orderId }, feeds, history);
      if (order === undefined) throw unknownOrder(reference);
      return { order: fromOrder(order, feeds.directory) };
    },

    async listOpenOrders(request, context) {
      const checks = new FieldChecks();
      const { after, size } = toPage(request, PAGE_SIZES, checks);
      checks.throwIfWrong();
      const { instrumentId } = request;
      const partyNumber = partyNumberOf(context);
      const wanted = { partyNumber, instrumentId, afterOrderId: after, count: size + 1 };
      const found = await findOpenOrders(feeds.orders, wanted, turns.of(readerOf(context)));
      const { page, nextPageToken } = pageOf(found, size, ({ orderId }) => orderId);
      const list = {
        field: ListOpenOrdersResponseSchema.field.orders,
        item: OrderSchema,
        convert: (order: KeptOrder) => fromOrder(order, feeds.directory),
        answer: (orders: Order[]) => create(ListOpenOrdersResponseSchema, { orders, nextPageToken }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },

    orderEntry: orderEntry(orderStreams, auth),

    async *streamExecutions(request, context) {
      const resumeFrom = toResumePoint(request, epoch);
      const partyNumber = partyNumberOf(context);
      const subscription: Subscription<ExecutionMessage> = request.withQueuePositions
        ? feeds.subscribeExecutionsAndPlaces(partyNumber, resumeFrom)
        : feeds.executions.subscribe(partyNumber, resumeFrom);
      yield* streamLog(
        subscription,
        (message) => fromExecutions(message, request, feeds),
        sessionSignalOf(context, auth),
        turns.of(readerOf(context)),
      );
    },
  };
}

function partyNumberOf(context: HandlerContext): number {
  return callerOf(context).party.partyNumber;
}

function unknownOrder(reference: OrderReference): RefusedError {
  const field = 'orderId' in reference ? 'order.order_id' : 'order.client_order_id';
  return new RefusedError(
    refuse('UNKNOWN_ORDER', 'you have no such order, or it was closed long ago', field),
  );
}
