import { Command } from 'commander';
import { PositionSchema } from '../../../gen/redleaf/v1/position_pb.ts';
import { POSITION_COLUMNS } from '../columns.ts';
import { addListOptions } from '../history-options.ts';
import { type ListOptions, printList } from '../print-list.ts';

export function positionsCommand(): Command {
  const command = new Command('positions').description('what you have bought and sold');
  return addListOptions(command)
    .option('--instrument <instrument>', 'only this one, by symbol or number')
    .action(positions);
}

async function positions(_options: ListOptions, command: Command): Promise<void> {
  await printList(command.optsWithGlobals<ListOptions>(), {
    schema: PositionSchema,
    ask: async ({ positions }, { instrumentId, pageSize, pageToken }) => {
      const page = await positions.listPositions({ instrumentId, pageSize, pageToken });
      return { items: page.positions, nextPageToken: page.nextPageToken };
    },
    instrumentIdOf: ({ instrumentId }) => instrumentId,
    columns: POSITION_COLUMNS,
    none: 'no positions',
  });
}
