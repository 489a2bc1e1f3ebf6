import type { Command } from 'commander';
import { wholeNumber } from './order-arguments.ts';

/** Options of a list by time. */
export function addHistoryOptions(command: Command): Command {
  return addListOptions(command.option('--instrument <instrument>', 'only this one, by symbol or number'))
    .option('--since <time>', 'from then on: 1h (an hour ago), 2d, today, yesterday, 2026-03-31T09:30:00Z')
    .option('--until <time>', 'before then')
    .option('--newest', 'begin with what happened last');
}

/** Options of any list of the history. */
export function addListOptions(command: Command, limit = 100): Command {
  return command.option('--limit <n>', 'how many at most', wholeNumber('--limit', 1, 2 ** 31), limit);
}
