import type { Command } from 'commander';
import { wholeNumber } from './order-arguments.ts';

/** Options of a list by time. */
export function addHistoryOptions(command: Command): Command {
  return addListOptions(
    command.option('--instrument <instrument>', 'only this instrument, by symbol or number'),
  )
    .option('--since <time>', 'start: 1h (an hour ago), 2d, today, yesterday, 2026-03-31T09:30:00Z')
    .option('--until <time>', 'end, in the same form; not included')
    .option('--newest', 'newest first');
}

/** Options of any list of the history. */
export function addListOptions(command: Command, limit = 100): Command {
  return command.option(
    '--limit <n>',
    'maximum number of entries',
    wholeNumber('--limit', 1, 2 ** 31),
    limit,
  );
}
