import { Command } from 'commander';
import { OrderFillSchema } from '../../../gen/redleaf/v1/history_pb.ts';
import { FILL_COLUMNS } from '../columns.ts';
import { addHistoryOptions } from '../history-options.ts';
import { type ListOptions, printList } from '../print-list.ts';

export function historyFillsCommand(): Command {
  return addHistoryOptions(new Command('fills').description('list your fills')).action(historyFills);
}

async function historyFills(_options: ListOptions, command: Command): Promise<void> {
  await printList(command.optsWithGlobals<ListOptions>(), {
    schema: OrderFillSchema,
    ask: async ({ history }, request) => {
      const { fills, nextPageToken } = await history.listFills(request);
      return { items: fills, nextPageToken };
    },
    instrumentIdOf: ({ trade }) => trade?.instrumentId ?? 0,
    columns: FILL_COLUMNS,
    none: 'no fills',
  });
}
