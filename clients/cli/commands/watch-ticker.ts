import type { MarketDataState, Redleaf } from '@redleaf/client';
import { Command } from 'commander';
import { type Statistics, StatisticsSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { TICKER_COLUMNS } from '../columns.ts';
import type { GlobalOptions } from '../global-options.ts';
import { InstrumentDirectory } from '../instruments.ts';
import { connectionLost, interruptSignal } from '../interrupt.ts';
import { wholeNumber } from '../order-arguments.ts';
import type { Listed, Output } from '../output.ts';
import { take } from '../take.ts';
import { tickerUpdates } from '../ticker-updates.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface WatchTickerOptions extends GlobalOptions {
  readonly count?: number;
}

export function watchTickerCommand(): Command {
  return new Command('ticker')
    .description('show last price, change, high, low and volume of 24 hours, live')
    .argument('[instruments...]', 'symbols or numbers; default: all')
    .option('--count <n>', 'end after this many updates', wholeNumber('--count', 1, 2 ** 31))
    .action(watchTicker);
}

async function watchTicker(
  symbolsOrIds: readonly string[],
  _options: WatchTickerOptions,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<WatchTickerOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    const directory = new InstrumentDirectory(redleaf);
    const named = await Promise.all(symbolsOrIds.map((symbolOrId) => directory.find(symbolOrId)));
    const instrumentIds = new Set(named.map(({ instrumentId }) => instrumentId));
    if (instrumentIds.size === 0) instrumentIds.add(0);
    await follow(redleaf, output, directory, [...instrumentIds], options.count);
  });
}

async function follow(
  redleaf: Redleaf,
  output: Output,
  directory: InstrumentDirectory,
  instrumentIds: readonly number[],
  count: number | undefined,
): Promise<void> {
  const isLive = Boolean(process.stdout.isTTY) && !output.json;
  let state: MarketDataState = 'connecting';
  const onState = (next: MarketDataState) => {
    if (state === 'live' && next !== 'live' && !isLive) connectionLost();
    state = next;
  };
  const updates = tickerUpdates(redleaf, { instrumentIds, signal: interruptSignal(), onState });
  const listed = withInstruments(take(updates, count), directory);
  if (isLive) {
    // Loaded here: nothing else draws on the terminal.
    const { showTicker } = await import('../show-ticker.ts');
    await showTicker({ updates: listed, state: () => state });
    return;
  }
  const print = output.messages(StatisticsSchema, TICKER_COLUMNS);
  for await (const row of listed) print([row]);
}

async function* withInstruments(
  updates: AsyncIterable<Statistics>,
  directory: InstrumentDirectory,
): AsyncGenerator<Listed<Statistics>> {
  for await (const item of updates) yield { item, instrument: await directory.get(item.instrumentId) };
}
