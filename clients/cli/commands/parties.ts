import { Command } from 'commander';
import { partiesImportCommand } from './parties-import.ts';

export function partiesCommand(): Command {
  return new Command('parties')
    .description('the parties that may log in and trade, for administrators')
    .addCommand(partiesImportCommand());
}
