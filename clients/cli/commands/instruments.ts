import { listInstruments } from '@redleaf/client';
import { Command } from 'commander';
import { InstrumentSchema } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { INSTRUMENT_COLUMNS } from '../columns.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withRedleaf } from '../with-redleaf.ts';

export function instrumentsCommand(): Command {
  return new Command('instruments').description('list the instruments').action(instruments);
}

async function instruments(_options: GlobalOptions, command: Command): Promise<void> {
  await withRedleaf(command.optsWithGlobals<GlobalOptions>(), async (redleaf, output) => {
    const listed = await listInstruments(redleaf.marketData);
    const print = output.messages(InstrumentSchema, INSTRUMENT_COLUMNS);
    print(listed.map((instrument) => ({ item: instrument, instrument })));
    if (listed.length === 0)
      output.none(`no instruments; list one with 'redleaf admin create-instrument SYMBOL'`);
  });
}
