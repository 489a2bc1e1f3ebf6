import { create } from '@bufbuild/protobuf';
import type { LocalOrderBook } from '@redleaf/client';
import { Command } from 'commander';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import { OrderBookSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import type { GlobalOptions } from '../global-options.ts';
import { findInstrument } from '../instruments.ts';
import { connectionLost, interruptSignal } from '../interrupt.ts';
import { bestPricesText, renderLadder } from '../ladder.ts';
import { wholeNumber } from '../order-arguments.ts';
import type { Output } from '../output.ts';
import { take } from '../take.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface WatchBookOptions extends GlobalOptions {
  readonly depth: number;
  readonly count?: number;
}

export function watchBookCommand(): Command {
  return new Command('book')
    .description('the book of an instrument as a live ladder')
    .argument('<instrument>', 'symbol or number')
    .option('--depth <levels>', 'levels on each side', wholeNumber('--depth', 1, 1_000), 10)
    .option('--count <n>', 'end after so many updates', wholeNumber('--count', 1, 2 ** 31))
    .action(watchBook);
}

async function watchBook(symbolOrId: string, _options: WatchBookOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WatchBookOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    const instrument = await findInstrument(redleaf, symbolOrId);
    const books = redleaf.watchOrderBook(instrument.instrumentId, {
      signal: interruptSignal(),
      onInterrupted: connectionLost,
    });
    const updates = take(books, options.count);
    if (process.stdout.isTTY && !output.json) await showLadder(updates, instrument, options.depth);
    else await printUpdates(updates, instrument, options.depth, output);
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

/** No eye follows more than this, and a terminal over a slow line would fall behind. */
const FRAME_MS = 50;

async function showLadder(
  updates: AsyncIterable<LocalOrderBook>,
  instrument: Instrument,
  depth: number,
): Promise<void> {
  // Loaded here: nothing else draws on the terminal.
  const [{ createLogUpdate }, { default: colors }] = await Promise.all([
    import('log-update'),
    import('picocolors'),
  ]);
  const screen = createLogUpdate(process.stdout);
  let latest: LocalOrderBook | undefined;
  let drawn = 0n;
  const draw = () => {
    if (latest === undefined || latest.sequence === drawn) return;
    drawn = latest.sequence;
    screen(renderLadder(latest, instrument, depth, colors));
  };
  const timer = setInterval(draw, FRAME_MS);
  try {
    for await (const book of updates) latest = book;
  } finally {
    clearInterval(timer);
    draw();
    screen.done();
  }
}
