import { Command } from 'commander';
import { watchBookCommand } from './watch-book.ts';
import { watchExecutionsCommand } from './watch-executions.ts';
import { watchTickerCommand } from './watch-ticker.ts';
import { watchTradesCommand } from './watch-trades.ts';

export function watchCommand(): Command {
  return new Command('watch')
    .description('follow prices, a book, trades or your executions; Ctrl-C ends it')
    .addCommand(watchTickerCommand())
    .addCommand(watchBookCommand())
    .addCommand(watchTradesCommand())
    .addCommand(watchExecutionsCommand());
}
