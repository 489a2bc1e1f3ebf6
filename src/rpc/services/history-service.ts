import type { ServiceImpl } from '@connectrpc/connect';
import type { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { HistoryReader } from '../../writers/history/history-reader.ts';
import { callerOf } from '../caller.ts';
import { fromHistoryFill, fromOrder, fromPosition } from '../convert-responses.ts';
import { readHistory, toListQuery, toPositionsQuery } from '../read-history.ts';

/** @param history undefined when the exchange keeps none. */
export function historyService(
  history: HistoryReader | undefined,
  feeds: Feeds,
): ServiceImpl<typeof HistoryService> {
  return {
    async listOrders(request, context) {
      const { partyNumber } = callerOf(context).party;
      const query = { ...toListQuery(request, feeds), partyNumber };
      const { page, ...rest } = await readHistory(history, 'orders', query, ({ orderId }) => orderId);
      return { orders: page.map((order) => fromOrder(order, feeds.registry)), ...rest };
    },

    async listFills(request, context) {
      const { partyNumber } = callerOf(context).party;
      const query = { ...toListQuery(request, feeds), partyNumber };
      const { page, ...rest } = await readHistory(history, 'fills', query, ({ fillId }) => fillId);
      return { fills: page.map(fromHistoryFill), ...rest };
    },

    async listPositions(request, context) {
      const { partyNumber } = callerOf(context).party;
      const query = { ...toPositionsQuery(request, feeds), partyNumber };
      const { page, ...rest } = await readHistory(
        history,
        'positions',
        query,
        ({ instrumentId }) => instrumentId,
      );
      return { positions: page.map(fromPosition), ...rest };
    },
  };
}
