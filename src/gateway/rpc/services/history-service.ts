import { create } from '@bufbuild/protobuf';
import type { ServiceImpl } from '@connectrpc/connect';
import { type OrderFill, OrderFillSchema } from '../../../../gen/redleaf/v1/history_pb.ts';
import {
  type HistoryService,
  ListFillsResponseSchema,
  ListOrdersResponseSchema,
} from '../../../../gen/redleaf/v1/history_service_pb.ts';
import { type Order, OrderSchema } from '../../../../gen/redleaf/v1/order_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import type { Order as KeptOrder } from '../../../domain/order-progress.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { HistoryReader } from '../../../history/history-reader.ts';
import { readerOf } from '../admit-call.ts';
import { callerOf } from '../caller.ts';
import { fromHistoryFill, fromOrder } from '../convert-responses.ts';
import { listAnswer } from '../list-answer.ts';
import { readHistory, toListQuery } from '../read-history.ts';

/** @param history undefined if the exchange keeps none. */
export function historyService(
  history: HistoryReader | undefined,
  feeds: Feeds,
  turns: ReadTurns,
): ServiceImpl<typeof HistoryService> {
  return {
    async listOrders(request, context) {
      const { partyNumber } = callerOf(context).party;
      const query = { ...toListQuery(request, feeds), partyNumber };
      const { page, ...rest } = await readHistory(history, 'orders', query, ({ orderId }) => orderId);
      const list = {
        field: ListOrdersResponseSchema.field.orders,
        item: OrderSchema,
        convert: (order: KeptOrder) => fromOrder(order, feeds.directory),
        answer: (orders: Order[]) => create(ListOrdersResponseSchema, { orders, ...rest }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },

    async listFills(request, context) {
      const { partyNumber } = callerOf(context).party;
      const query = { ...toListQuery(request, feeds), partyNumber };
      const { page, ...rest } = await readHistory(history, 'fills', query, ({ fillId }) => fillId);
      const list = {
        field: ListFillsResponseSchema.field.fills,
        item: OrderFillSchema,
        convert: fromHistoryFill,
        answer: (fills: OrderFill[]) => create(ListFillsResponseSchema, { fills, ...rest }),
      };
      return listAnswer(page, list, context, turns.of(readerOf(context)));
    },
  };
}
