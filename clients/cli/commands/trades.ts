import { Command } from 'commander';
import { addListOptions } from '../history-options.ts';
import type { ListOptions } from '../print-list.ts';
import { printTrades } from './history-trades.ts';

export function tradesCommand(): Command {
  const command = new Command('trades')
    .description('list the latest trades, newest first')
    .argument('[instrument]', 'symbol or number; default: all');
  return addListOptions(command, 20).action(trades);
}

async function trades(
  instrument: string | undefined,
  _options: ListOptions,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<ListOptions>();
  await printTrades({ ...options, newest: true, ...(instrument === undefined ? {} : { instrument }) });
}
