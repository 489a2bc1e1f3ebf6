import { Command, Option } from 'commander';
import { PositionSchema } from '../../../gen/redleaf/v1/position_pb.ts';
import { EVERYONES_POSITION_COLUMNS, POSITION_COLUMNS } from '../columns.ts';
import { addListOptions } from '../history-options.ts';
import { InstrumentDirectory } from '../instruments.ts';
import { connectionLost, interruptSignal } from '../interrupt.ts';
import { type ListOptions, printList } from '../print-list.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface PositionsOptions extends ListOptions {
  readonly all?: boolean;
  readonly watch?: boolean;
}

export function positionsCommand(): Command {
  const command = new Command('positions').description('list your positions with profit and loss');
  return addListOptions(command)
    .option('--instrument <instrument>', 'only this instrument, by symbol or number')
    .option('--all', 'of all parties, for administrators or where PUBLIC_PARTIES is on')
    .addOption(
      new Option('--watch', 'all positions, and each again when it changes; Ctrl-C ends it').conflicts(
        'limit',
      ),
    )
    .action(positions);
}

async function positions(_options: PositionsOptions, command: Command): Promise<void> {
  const { all = false, watch = false, ...options } = command.optsWithGlobals<PositionsOptions>();
  if (watch) return watchPositions(options, all);
  await printList(options, {
    schema: PositionSchema,
    ask: async ({ positions }, { instrumentId, pageSize, pageToken }) => {
      const page = await positions.listPositions({ instrumentId, pageSize, pageToken, allParties: all });
      return { items: page.positions, nextPageToken: page.nextPageToken };
    },
    instrumentIdOf: ({ instrumentId }) => instrumentId,
    columns: all ? EVERYONES_POSITION_COLUMNS : POSITION_COLUMNS,
    none: 'no positions',
  });
}

async function watchPositions({ instrument, ...options }: ListOptions, allParties: boolean): Promise<void> {
  await withRedleaf(options, async (redleaf, output) => {
    const directory = new InstrumentDirectory(redleaf);
    const wanted = instrument === undefined ? undefined : (await directory.find(instrument)).instrumentId;
    const print = output.messages(PositionSchema, allParties ? EVERYONES_POSITION_COLUMNS : POSITION_COLUMNS);
    const watched = redleaf.watchPositions({
      allParties,
      signal: interruptSignal(),
      onInterrupted: connectionLost,
    });
    for await (const position of watched) {
      if (wanted !== undefined && position.instrumentId !== wanted) continue;
      print([{ item: position, instrument: await directory.get(position.instrumentId) }]);
    }
  });
}
