import { create } from '@bufbuild/protobuf';
import type { LocalOrderBook } from '@redleaf/client';
import { Command } from 'commander';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { OrderBookSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import type { GlobalOptions } from '../global-options.ts';
import { findInstrument } from '../instruments.ts';
import { connectionLost, interruptSignal } from '../interrupt.ts';
import { bestPricesText } from '../ladder.ts';
import { wholeNumber } from '../order-arguments.ts';
import type { Output } from '../output.ts';
import { take } from '../take.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface WatchBookOptions extends GlobalOptions {
  readonly depth?: number;
  readonly count?: number;
}

/** Where no window bounds it. */
const DEFAULT_DEPTH = 10;

export function watchBookCommand(): Command {
  return new Command('book')
    .description('show the book as a live ladder, with your own orders if you are logged in')
    .argument('<instrument>', 'symbol or number')
    .option(
      '--depth <levels>',
      'levels on each side; default: as many as fit',
      wholeNumber('--depth', 1, 1_000),
    )
    .option('--count <n>', 'end after this many updates', wholeNumber('--count', 1, 2 ** 31))
    .action(watchBook);
}

async function watchBook(symbolOrId: string, _options: WatchBookOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WatchBookOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    const instrument = await findInstrument(redleaf, symbolOrId);
    const signal = interruptSignal();
    const { depth = DEFAULT_DEPTH, count } = options;
    if (process.stdout.isTTY && !output.json) {
      // Loaded here: nothing else draws on the terminal.
      const { showLadder } = await import('../show-ladder.ts');
      await showLadder({
        redleaf,
        instrument,
        depth: options.depth ?? Number.POSITIVE_INFINITY,
        count,
        signal,
        terminal: process.stdout,
      });
      return;
    }
    const books = redleaf.watchOrderBook(instrument.instrumentId, { signal, onInterrupted: connectionLost });
    await printUpdates(take(books, count), instrument, depth, output);
  });
}

async function printUpdates(
  updates: AsyncIterable<LocalOrderBook>,
  instrument: Instrument,
  depth: number,
  output: Output,
): Promise<void> {
  for await (const { sequence, bids, asks } of updates) {
    const shown = create(OrderBookSchema, {
      instrumentId: instrument.instrumentId,
      sequence,
      bids: bids.slice(0, depth),
      asks: asks.slice(0, depth),
    });
    output.message(OrderBookSchema, shown, () => bestPricesText(shown, instrument), instrument);
  }
}
