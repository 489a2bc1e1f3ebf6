import { Command } from 'commander';
import { TradeSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { TRADE_COLUMNS } from '../columns.ts';
import { addHistoryOptions } from '../history-options.ts';
import { type ListOptions, printList } from '../print-list.ts';

export function historyTradesCommand(): Command {
  return addHistoryOptions(new Command('trades').description('list all trades')).action(historyTrades);
}

async function historyTrades(_options: ListOptions, command: Command): Promise<void> {
  await printTrades(command.optsWithGlobals<ListOptions>());
}

export async function printTrades(options: ListOptions): Promise<void> {
  await printList(options, {
    schema: TradeSchema,
    ask: async ({ marketData }, request) => {
      const { trades, nextPageToken } = await marketData.listTrades(request);
      return { items: trades, nextPageToken };
    },
    instrumentIdOf: ({ instrumentId }) => instrumentId,
    columns: TRADE_COLUMNS,
    none: 'no trades',
  });
}
