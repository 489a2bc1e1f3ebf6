import { Command } from 'commander';
import { historyFillsCommand } from './history-fills.ts';
import { historyOrdersCommand } from './history-orders.ts';
import { historyTradesCommand } from './history-trades.ts';

export function historyCommand(): Command {
  return new Command('history')
    .description('what happened, from the first event on')
    .addCommand(historyOrdersCommand())
    .addCommand(historyFillsCommand())
    .addCommand(historyTradesCommand());
}
