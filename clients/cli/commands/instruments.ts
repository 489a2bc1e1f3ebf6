import { Command } from 'commander';
import { InstrumentSchema } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { priceText, quantityText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { listInstruments } from '../instruments.ts';
import { withRedleaf } from '../with-redleaf.ts';

export function instrumentsCommand(): Command {
  return new Command('instruments').description('what can be traded').action(instruments);
}

async function instruments(_options: GlobalOptions, command: Command): Promise<void> {
  await withRedleaf(command.optsWithGlobals<GlobalOptions>(), async (redleaf, output) => {
    const listed = await listInstruments(redleaf);
    for (const instrument of listed) {
      output.message(InstrumentSchema, instrument, () => {
        const tick = `tick ${priceText(instrument.tickSize, instrument)}`;
        const lot = `lot ${quantityText(instrument.lotSize, instrument)}`;
        return [instrument.instrumentId, instrument.symbol, tick, lot, instrument.description]
          .join('  ')
          .trimEnd();
      });
    }
    if (listed.length === 0)
      output.note(`no instruments; list one with 'redleaf admin create-instrument SYMBOL'`);
  });
}
