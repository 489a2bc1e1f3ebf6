import type { Command } from 'commander';
import { wholeNumber } from './order-arguments.ts';

/** Options of a list by time. */
export function addHistoryOptions(command: Command): Command {
  return addListOptions(command)
    .option('--from <time>', 'from then on: 2026-03-31T09:30:00Z, a day, or nanoseconds since 1970')
    .option('--to <time>', 'up to then, without it')
    .option('--newest', 'begin with what happened last');
}

/** Options of any list of the history. */
export function addListOptions(command: Command): Command {
  return command
    .option('--instrument <instrument>', 'only of this one, by symbol or number')
    .option('--limit <n>', 'at most so many', wholeNumber('--limit', 1, 2 ** 31), 100);
}
