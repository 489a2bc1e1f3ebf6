import { Command } from 'commander';
import { historyFillsCommand } from './history-fills.ts';
import { historyOrdersCommand } from './history-orders.ts';
import { historyTradesCommand } from './history-trades.ts';

export function historyCommand(): Command {
  return new Command('history')
    .description('list orders, fills and trades of any age')
    .addCommand(historyOrdersCommand())
    .addCommand(historyFillsCommand())
    .addCommand(historyTradesCommand());
}
