import { Command, Option } from 'commander';
import { CandleInterval, CandleSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { CANDLE_COLUMNS } from '../columns.ts';
import { addListOptions } from '../history-options.ts';
import { type ListOptions, printList } from '../print-list.ts';

const INTERVALS: ReadonlyMap<string, CandleInterval> = new Map([
  ['1s', CandleInterval.CANDLE_INTERVAL_1_SECOND],
  ['5s', CandleInterval.CANDLE_INTERVAL_5_SECONDS],
  ['1m', CandleInterval.CANDLE_INTERVAL_1_MINUTE],
  ['5m', CandleInterval.CANDLE_INTERVAL_5_MINUTES],
  ['15m', CandleInterval.CANDLE_INTERVAL_15_MINUTES],
  ['1h', CandleInterval.CANDLE_INTERVAL_1_HOUR],
  ['1d', CandleInterval.CANDLE_INTERVAL_1_DAY],
]);

interface CandlesOptions extends ListOptions {
  readonly interval: string;
}

export function candlesCommand(): Command {
  const command = new Command('candles')
    .description('list candles: open, high, low, close and volume, newest first')
    .argument('<instrument>', 'symbol or number')
    .addOption(
      new Option('--interval <length>', 'length of a period').choices([...INTERVALS.keys()]).default('1m'),
    )
    .option('--since <time>', 'start: 1h (an hour ago), 2d, today, yesterday, 2026-03-31T09:30:00Z')
    .option('--until <time>', 'end, in the same form; not included');
  return addListOptions(command, 20).action(candles);
}

async function candles(instrument: string, _options: CandlesOptions, command: Command): Promise<void> {
  const { interval, ...options } = command.optsWithGlobals<CandlesOptions>();
  await printList(
    { ...options, instrument, newest: true },
    {
      schema: CandleSchema,
      ask: async ({ marketData }, request) => {
        const page = await marketData.listCandles({ ...request, interval: INTERVALS.get(interval) ?? 0 });
        return { items: page.candles, nextPageToken: page.nextPageToken };
      },
      instrumentIdOf: ({ instrumentId }) => instrumentId,
      columns: CANDLE_COLUMNS,
      none: 'no trades',
    },
  );
}
