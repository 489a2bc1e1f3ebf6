import { Command } from 'commander';
import { StatisticsSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { STATISTICS_COLUMNS } from '../columns.ts';
import { addListOptions } from '../history-options.ts';
import { type ListOptions, printList } from '../print-list.ts';

export function statsCommand(): Command {
  const command = new Command('stats')
    .description('show last price, 24-hour statistics and open interest')
    .argument('[instrument]', 'symbol or number; default: all');
  return addListOptions(command).action(stats);
}

async function stats(instrument: string | undefined, _options: ListOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ListOptions>();
  await printList(instrument === undefined ? options : { ...options, instrument }, {
    schema: StatisticsSchema,
    ask: async ({ marketData }, { instrumentId, pageSize, pageToken }) => {
      const page = await marketData.listStatistics({ instrumentId, pageSize, pageToken });
      return { items: page.statistics, nextPageToken: page.nextPageToken };
    },
    instrumentIdOf: ({ instrumentId }) => instrumentId,
    columns: STATISTICS_COLUMNS,
    none: 'no instruments',
  });
}
