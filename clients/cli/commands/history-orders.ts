import { Command } from 'commander';
import { OrderSchema } from '../../../gen/redleaf/v1/order_pb.ts';
import { PAST_ORDER_COLUMNS } from '../columns.ts';
import { addHistoryOptions } from '../history-options.ts';
import { type ListOptions, printList } from '../print-list.ts';

export function historyOrdersCommand(): Command {
  const command = new Command('orders').description('list your orders, open and closed');
  return addHistoryOptions(command).action(historyOrders);
}

async function historyOrders(_options: ListOptions, command: Command): Promise<void> {
  await printList(command.optsWithGlobals<ListOptions>(), {
    schema: OrderSchema,
    ask: async ({ history }, request) => {
      const { orders, nextPageToken } = await history.listOrders(request);
      return { items: orders, nextPageToken };
    },
    instrumentIdOf: ({ instrumentId }) => instrumentId,
    columns: PAST_ORDER_COLUMNS,
    none: 'no orders',
  });
}
