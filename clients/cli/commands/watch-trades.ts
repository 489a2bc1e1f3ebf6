import { Command } from 'commander';
import { TradeSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { TRADE_COLUMNS } from '../columns.ts';
import type { GlobalOptions } from '../global-options.ts';
import { InstrumentDirectory } from '../instruments.ts';
import { connectionLost, interruptSignal } from '../interrupt.ts';
import { wholeNumber } from '../order-arguments.ts';
import { resumptionOf } from '../resumption.ts';
import { take } from '../take.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface WatchTradesOptions extends GlobalOptions {
  readonly from?: string;
  readonly epoch?: string;
  readonly count?: number;
}

export function watchTradesCommand(): Command {
  return new Command('trades')
    .description('follow trades, without gaps, also across lost connections')
    .argument('[instrument]', 'symbol or number; default: all')
    .option('--from <sequence>', 'continue after this sequence; 0 for everything in memory')
    .option('--epoch <epoch>', 'epoch of --from; required unless that is 0')
    .option('--count <n>', 'end after this many', wholeNumber('--count', 1, 2 ** 31))
    .action(watchTrades);
}

async function watchTrades(
  symbolOrId: string | undefined,
  _options: WatchTradesOptions,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<WatchTradesOptions>();
  const resumption = resumptionOf(options);
  await withRedleaf(options, async (redleaf, output) => {
    const directory = new InstrumentDirectory(redleaf);
    const instrumentId = symbolOrId === undefined ? 0 : (await directory.find(symbolOrId)).instrumentId;
    const signal = interruptSignal();
    const trades = redleaf.watchTrades(instrumentId, {
      signal,
      ...resumption,
      onInterrupted: connectionLost,
    });
    const print = output.messages(TradeSchema, TRADE_COLUMNS);
    for await (const trade of take(trades, options.count)) {
      const instrument = await directory.get(trade.instrumentId);
      print([{ item: trade, instrument }]);
    }
  });
}
